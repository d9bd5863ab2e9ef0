"""Checkout Sessions on top of localstripe, which has what lies below them: payment intents,
charges, refunds, events, and who listens to them.

What is added here is what localstripe lacks and our gateway meets: `checkout.session` with card
and konbini, idempotency keys, the provider's own bounds, disputes, and lists by time. The payer
acts below the address of the page; whoever plays a scene, below `/_scene/`. A callback has been
answered, or was refused, before the act that it tells of is.
"""

import argparse
import hashlib
import hmac
import json
import socket
import time

import aiohttp
from aiohttp import web
from localstripe import resources, server, webhooks
from localstripe.errors import UserError
from localstripe.resources import (
    Charge, Event, PaymentIntent, PaymentMethod, Refund, StripeObject, store,
)

KEY = 'sk_test_agreed'
VERSION = '2024-06-20'
GOOD_CARD = {'number': '4242424242424242', 'exp_month': '12', 'exp_year': '2039', 'cvc': '123'}

# Nothing of one run is found by the next.
resources.Store.dump_to_disk = lambda self: None


class Scene:
    """What time it is, and which callbacks nobody has been told of yet."""
    origin = None
    offset = 0
    is_silent = False
    untold = []


def clock():
    return int(time.time()) + Scene.offset


def require(condition, message):
    if not condition:
        raise UserError(400, message)


def happens(kind, thing):
    Scene.untold.append(Event(kind, thing))


async def tell(event):
    body = json.dumps(event._export()).encode()
    told_at = clock()
    for hook in webhooks._webhooks.values():
        signed = b'%d.%s' % (told_at, body)
        proof = hmac.new(hook.secret.encode(), signed, hashlib.sha256).hexdigest()
        headers = {'Content-Type': 'application/json; charset=utf-8',
                   'Stripe-Signature': 't=%d,v1=%s,v0=6ffbb59b2300aae6' % (told_at, proof)}
        async with aiohttp.ClientSession() as session:
            try:
                await session.post(hook.url, data=body, headers=headers)
            except aiohttp.ClientError:
                # Who does not listen is not told: their loss is what a scene may be about.
                pass


class Session(StripeObject):
    object = 'checkout.session'
    _id_prefix = 'cs_test_'

    def __init__(self, mode=None, success_url=None, cancel_url=None, line_items=None,
                 payment_method_types=None, payment_method_options=None, expires_at=None,
                 client_reference_id=None, metadata=None, payment_intent_data=None,
                 locale=None, **kwargs):
        require(not kwargs, 'Unexpected ' + ', '.join(kwargs))
        require(mode == 'payment', 'mode is payment')
        require(success_url and cancel_url, 'where the payer goes afterwards')
        require(isinstance(line_items, list) and len(line_items) == 1, 'one line')
        price = line_items[0]['price_data']
        require(price['currency'] == 'jpy', 'yen have no smaller unit')
        require(price['product_data']['name'], 'a line has a name')
        amount = int(price['unit_amount']) * int(line_items[0]['quantity'])
        types = payment_method_types or []
        require(types and all(kind in ('card', 'konbini') for kind in types), 'how to pay')
        require(amount >= 50, 'card: at least 50 yen')
        if 'konbini' in types:
            require(120 <= amount <= 300000, 'konbini: 120 to 300,000 yen')
            days = int(payment_method_options['konbini']['expires_after_days'])
            require(1 <= days <= 60, 'konbini: 1 to 60 days')
        until = int(expires_at) - clock()
        require(30 * 60 <= until <= 24 * 60 * 60, 'open for half an hour to a day')
        super().__init__()
        self.mode = mode
        self.success_url = success_url
        self.cancel_url = cancel_url
        self.amount_total = amount
        self.currency = price['currency']
        self.client_reference_id = client_reference_id
        self.metadata = metadata or {}
        self.payment_method_types = types
        self.expires_at = int(expires_at)
        self.payment_status = 'unpaid'
        self.payment_intent = None
        self._title = price['product_data']['name']
        self._ended = None
        self._intent_metadata = (payment_intent_data or {}).get('metadata', {})

    @property
    def status(self):
        if self._ended is None and clock() >= self.expires_at:
            return 'expired'
        return self._ended or 'open'

    @property
    def url(self):
        return Scene.origin + '/c/pay/' + self.id if self.status == 'open' else None

    def _pay_by_card(self, number):
        require(self.status == 'open', 'the page is closed')
        card = PaymentMethod(type='card', card=dict(GOOD_CARD, number=number))
        self._confirm(self._intent(card))
        if PaymentIntent._api_retrieve(self._last_intent).status != 'succeeded':
            return
        self.payment_intent = self._last_intent
        self._ended, self.payment_status = 'complete', 'paid'
        happens('checkout.session.completed', self)

    def _take_number(self):
        require(self.status == 'open' and 'konbini' in self.payment_method_types, 'no konbini')
        intent = self._intent(PaymentMethod(type='card', card=dict(GOOD_CARD)))
        voucher = {'hosted_voucher_url': Scene.origin + '/konbini/voucher/' + self.id}
        intent.next_action = {'type': 'konbini_display_details',
                              'konbini_display_details': voucher}
        self.payment_intent = intent.id
        self._ended = 'complete'
        happens('checkout.session.completed', self)

    def _pay_number(self):
        intent = PaymentIntent._api_retrieve(self.payment_intent)
        require(intent.status == 'requires_action', 'nothing is to be paid')
        intent.next_action = None
        self._confirm(intent)
        intent.latest_charge.is_cash = True
        self.payment_status = 'paid'
        happens('checkout.session.async_payment_succeeded', self)

    def _let_number_lapse(self):
        PaymentIntent._api_cancel(self.payment_intent)
        happens('checkout.session.async_payment_failed', self)

    def _expire(self):
        require(self.status == 'open', 'the page is closed')
        self._ended = 'expired'
        happens('checkout.session.expired', self)

    def _intent(self, method):
        intent = PaymentIntent(amount=self.amount_total, currency=self.currency,
                               payment_method=method.id, metadata=dict(self._intent_metadata))
        self._last_intent = intent.id
        return intent

    def _confirm(self, intent):
        intent._trigger_payment()
        charge = intent.latest_charge
        charge.metadata, charge.payment_intent = dict(intent.metadata), intent.id
        happens('charge.succeeded' if charge.paid else 'charge.failed', charge)


class Dispute(StripeObject):
    object = 'dispute'
    _id_prefix = 'dp_'

    def __init__(self, intent):
        super().__init__()
        self.amount, self.currency = intent.amount, intent.currency
        self.charge, self.payment_intent = intent.latest_charge.id, intent.id
        self.status = 'needs_response'
        happens('charge.dispute.created', self)


def listed(cls):
    """A list by time and payment intent, the newest first, which localstripe has for a few."""
    def list_all(url, created=None, payment_intent=None, limit=None, starting_after=None):
        found = resources.List(url, limit=limit, starting_after=starting_after)
        if payment_intent is not None:
            PaymentIntent._api_retrieve(payment_intent)
        bounds = {key: int(value) for key, value in (created or {}).items()}
        require(bounds.keys() <= {'gte', 'lt'}, 'created is between two moments')
        found._list = [
            item for key, item in reversed(list(store.items()))
            if key.startswith(cls.object + ':')
            and bounds.get('gte', 0) <= item.created < bounds.get('lt', item.created + 1)
            and payment_intent in (None, item.payment_intent)
        ]
        return found
    cls._api_list_all = staticmethod(list_all)
    return server.api_list_all(cls, '/v1/' + cls.object + 's')


def refunded(data):
    intent = PaymentIntent._api_retrieve(data['payment_intent'])
    charge = intent.latest_charge
    require(charge is not None and charge.paid, 'nothing was paid')
    given = [item.amount for key, item in list(store.items())
             if key.startswith('refund:') and item.charge == charge.id]
    left = charge.amount - sum(given)
    require(0 < int(data.get('amount', left)) <= left, 'more than was paid and is left')
    refund = Refund(**data)
    # Who paid in cash is asked by letter where the money is to go.
    if getattr(charge, 'is_cash', False):
        refund.status = 'requires_action'
    happens('charge.refunded', charge)
    happens('refund.created', refund)
    return refund


Refund._api_create = classmethod(lambda cls, **data: refunded(data))
# It lists refunds by a way that is not ours.
Charge.refunds = property(lambda self: [])
Charge.amount_refunded = Charge.refunded = None
answered = {}


@web.middleware
async def at_the_door(request, handler):
    """Who has the key, and speaks in the version that is spoken here."""
    if request.path.startswith('/v1/'):
        if request.headers.get('Authorization') != 'Bearer ' + KEY:
            return UserError(401, 'Invalid API Key provided').to_response()
        require(request.headers.get('Stripe-Version') == VERSION, 'another version')
    return await handler(request)


@web.middleware
async def once_for_each_key(request, handler):
    """The same key is answered as before, and refused with other content."""
    key = request.headers.get('Idempotency-Key')
    if request.method != 'POST' or key is None:
        return await handler(request)
    content = hashlib.sha256(request.path.encode() + await request.read()).hexdigest()
    if key in answered:
        before, status, body = answered[key]
        if before != content:
            return web.json_response({'error': {'type': 'idempotency_error'}}, status=400)
        return web.Response(body=body, status=status, content_type='application/json')
    response = await handler(request)
    # What was not begun is not remembered.
    if response.status < 400:
        answered[key] = (content, response.status, response.body)
    return response


@web.middleware
async def tells_of_it(request, handler):
    response = await handler(request)
    while Scene.untold and not Scene.is_silent:
        await tell(Scene.untold.pop(0))
    return response


def of_payer(act):
    async def handle(request):
        act(Session._api_retrieve(request.match_info['id']), request.query)
        return web.Response(status=204)
    return handle


async def page(request):
    session = Session._api_retrieve(request.match_info['id'])
    return web.json_response({'title': session._title, 'amount': session.amount_total,
                              'methods': session.payment_method_types,
                              'success_url': session.success_url,
                              'cancel_url': session.cancel_url})


def is_disputed(session, query):
    Dispute(PaymentIntent._api_retrieve(session.payment_intent))


async def falls_silent(request):
    Scene.is_silent = True
    return web.Response(status=204)


async def tells_all(request):
    """Everything that was kept back, so often, backwards if wanted."""
    Scene.is_silent = False
    untold, Scene.untold = Scene.untold, []
    times = int(request.query.get('times', 1))
    for event in (reversed(untold) if 'backwards' in request.query else untold):
        for _ in range(times):
            await tell(event)
    return web.Response(status=204)


async def time_passes(request):
    Scene.offset += int(request.query['seconds'])
    return web.Response(status=204)


async def forgets_keys(request):
    """As the provider does after a day."""
    answered.clear()
    return web.Response(status=204)


async def counts(request):
    """How many there are of everything."""
    kinds = [key.split(':')[0] for key in store]
    paid = sum(1 for key, item in list(store.items()) if key.startswith('charge:') and item.paid)
    return web.json_response({'orders': kinds.count(Session.object), 'paid': paid,
                              'refunds': kinds.count(Refund.object)})


def at_the_screen(session, query):
    """Somebody of the city gives money back at the provider's own screen."""
    refunded({'payment_intent': session.payment_intent, 'amount': query['amount']})


def goes_to_an_account(session, query):
    for key, item in list(store.items()):
        if key.startswith('refund:') and item.payment_intent == session.payment_intent:
            item.status = 'succeeded'
            happens('refund.updated', item)


def routes(app):
    post, get = app.router.add_post, app.router.add_get
    post('/v1/checkout/sessions', server.api_create(Session, ''))
    get('/v1/checkout/sessions/{id}', server.api_retrieve(Session, ''))
    post('/v1/refunds', server.api_create(Refund, ''))
    get('/v1/refunds/{id}', server.api_retrieve(Refund, ''))
    for cls in (Charge, Refund, Dispute):
        get('/v1/' + cls.object + 's', listed(cls))
    for kind in ('/c/pay/{id}', '/konbini/voucher/{id}'):
        get(kind, page)
        for name, act in (
                ('card', lambda session, query: session._pay_by_card(query['number'])),
                ('number', lambda session, query: session._take_number()),
                ('store', lambda session, query: session._pay_number()),
                ('lapse', lambda session, query: session._let_number_lapse()),
                ('expire', lambda session, query: session._expire()),
                ('dispute', is_disputed),
                ('refund', at_the_screen), ('account', goes_to_an_account)):
            post(kind + '/' + name, of_payer(act))
    post('/_config/webhooks/{id}', server.config_webhook)
    for name, act in (('silent', falls_silent), ('tell', tells_all), ('time', time_passes),
                      ('forget', forgets_keys)):
        post('/_scene/' + name, act)
    get('/_scene/counts', counts)


async def opened(app):
    print(Scene.origin, flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--now', type=int, required=True)
    Scene.offset = parser.parse_args().now - int(time.time())
    # Everything that localstripe dates is dated by the town's clock.
    resources.time = type('Clock', (), {'time': staticmethod(clock)})
    listening = socket.create_server(('127.0.0.1', 0))
    Scene.origin = 'http://127.0.0.1:%d' % listening.getsockname()[1]
    app = web.Application(middlewares=[tells_of_it, server.error_middleware, at_the_door,
                                       once_for_each_key])
    routes(app)
    app.on_startup.append(opened)
    web.run_app(app, sock=listening, print=None)


if __name__ == '__main__':
    main()
