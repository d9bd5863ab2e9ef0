#!/usr/bin/env python3
"""Two servers on one database and one folder, nginx before them, and a cache before nginx: two hundred residents file, look and print
through all of these doors at once, some hang up in the middle, and one server is killed. Nobody is shown another's page or paper, no
acknowledged filing is lost or there twice, no letter stays behind. Called by tests/run with the binary, the database and the folder of
PostgreSQL's programs. MADOGUCHI_MIX_UPS_ROUNDS makes it longer."""

import datetime
import email
import email.policy
import http.client
import json
import os
import pathlib
import random
import re
import signal
import ssl
import subprocess
import sys
import tempfile
import threading
import time

BINARY, DATABASE, POSTGRES = sys.argv[1:4]
ROOT = pathlib.Path(__file__).resolve().parent.parent
HOST = "madoguchi.example.jp"
RESIDENTS = 200
ROUNDS = int(os.environ.get("MADOGUCHI_MIX_UPS_ROUNDS", "3"))
SEED = int(os.environ.get("MADOGUCHI_MIX_UPS_SEED", "20261122"))
MARK = "madoguchi-receipt-"
NUMBER = re.compile(r"\b\d{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")


class Wrong(Exception):
    """A promise that was broken."""


class Away(Exception):
    """Nobody answered: the next door may."""


def hold(promise, what):
    if not promise:
        raise Wrong(what)


def until_so(what, holds, seconds=90):
    end = time.monotonic() + seconds
    while not holds():
        hold(time.monotonic() < end, f"never happened: {what}")
        time.sleep(0.2)


def free_port():
    told = subprocess.run([ROOT / "tests/free-port"], check=True, capture_output=True, text=True)
    return int(told.stdout)


class Door:
    """A way in: a server itself, or what stands before it."""

    def __init__(self, name, port, tls):
        self.name, self.port = name, port
        self.context = ssl._create_unverified_context() if tls else None

    def ask(self, who, method, path, headers=(), body=None, hangs_up=False):
        """The status, the headers and the body; with `hangs_up` nobody waits for them."""
        options = {"timeout": 30, "source_address": (who.address, 0)}
        if self.context is None:
            line = http.client.HTTPConnection("127.0.0.1", self.port, **options)
        else:
            line = http.client.HTTPSConnection("127.0.0.1", self.port, context=self.context, **options)
        sent = {"Host": HOST, "Accept-Language": "ja", **dict(headers)}
        try:
            line.request(method, path, body=body, headers=sent)
            if hangs_up:
                return None
            answer = line.getresponse()
            return answer.status, answer.headers, answer.read()
        except (OSError, http.client.HTTPException) as fault:
            raise Away(f"{self.name}: {fault}") from fault
        finally:
            line.close()


class Resident:
    """Somebody with an address, a browser and one filing of their own."""

    def __init__(self, number):
        self.number = number
        self.address = f"127.0.{1 + number // 200}.{1 + number % 200}"
        self.dice = random.Random(SEED * 1000 + number)
        self.cookies, self.receipt, self.code = {}, None, None
        self.answers = 0

    def mail(self):
        return f"makoto{self.number}@example.jp"

    def ask(self, doors, method, path, headers=(), body=None):
        """Asks at one door after the other until somebody answers; some hang up and ask again."""
        headers = dict(headers)
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        end = time.monotonic() + 300
        while time.monotonic() < end:
            door = self.dice.choice(doors)
            try:
                if self.dice.random() < 0.15:
                    door.ask(self, method, path, headers, body, hangs_up=True)
                status, given, content = door.ask(self, method, path, headers, body)
            except Away:
                time.sleep(0.1)
                continue
            if status in (429, 503):
                time.sleep(0.3)
                continue
            hold(status < 500, f"{door.name}: {method} {path}: {status} {content[:300]!r}")
            for cookie in given.get_all("Set-Cookie") or []:
                name, _, value = cookie.split(";")[0].partition("=")
                self.cookies[name] = value
            self.answers += 1
            return status, given, content
        raise Wrong(f"nobody answered {path} for five minutes")

    def files(self, doors):
        start = datetime.date.today() + datetime.timedelta(days=30)
        start += datetime.timedelta(days=(7 - start.weekday()) % 7 if start.weekday() > 4 else 0)
        body = {
            "procedure": "suido-kaishi",
            "data": {
                "address": {"postal": "983-0852", "ward": "宮城野区", "town": "榴岡四丁目", "block": f"{self.number}番"},
                "housing": "flat", "room": "305", "moveInDate": str(start), "startDate": str(start), "usage": "home",
                "userKind": "individual", "otherWater": "none", "name": "伊藤 誠", "kana": "イトウ マコト",
                "contact": {"phone": "070-3456-7890"}, "attendance": "no", "payment": "slip", "billTo": "same",
            },
            "contact": {"email": self.mail()},
        }
        headers = {"Content-Type": "application/json", "Idempotency-Key": f"mix-ups-{self.number}"}
        status, _, content = self.ask(doors, "POST", "/api/v1/submissions", headers, json.dumps(body).encode())
        hold(status == 201, f"{self.mail()} cannot file: {content.decode()}")
        said = json.loads(content)
        self.receipt, self.code = said["receipt_number"], said["access_code"]

    def opens(self, doors):
        """Gives number and code on the page, which lets this browser in."""
        status, _, page = self.ask(doors, "GET", "/status")
        hold(status == 200, f"/status: {status}")
        token = re.search(r'name="csrf" value="([^"]+)"', page.decode())
        fields = {"csrf": token.group(1), "number": self.receipt, "code": self.code}
        body = "&".join(f"{name}={value}" for name, value in fields.items())
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"https://{HOST}"}
        status, _, content = self.ask(doors, "POST", "/status", headers, body.encode())
        hold(status == 303, f"{self.receipt} is not opened: {status} {content.decode()[:500]}")
        return token.group(1)

    def sees_own(self, doors, known):
        proof = {"Authorization": f"Receipt {self.code}"}
        status, given, content = self.ask(doors, "GET", f"/api/v1/submissions/{self.receipt}", proof)
        hold(status == 200, f"{self.receipt} is gone: {status} {content.decode()}")
        self.is_own("the API's answer", given, content.decode(), known)
        status, given, content = self.ask(doors, "GET", f"/receipts/{self.receipt}")
        hold(status == 200, f"the page of {self.receipt}: {status}")
        self.is_own("the page", given, content.decode(), known)

    def is_own(self, what, given, text, known):
        hold(self.receipt in text, f"{what} of {self.receipt} does not name it")
        foreign = [number for number in NUMBER.findall(text) if number in known and number != self.receipt]
        hold(not foreign, f"{what} of {self.receipt} shows {foreign}")
        hold(given.get("X-Cache") != "HIT", f"{what} of {self.receipt} came out of a cache")

    def prints(self, doors):
        status, given, paper = self.ask(doors, "GET", f"/receipts/{self.receipt}/receipt.pdf")
        hold(status == 200 and paper.startswith(b"%PDF"), f"the paper of {self.receipt}: {status}")
        # Beside the number stands the case's id, whose middle may look like a number.
        mark = re.search(rb"<pdf:Keywords>([^<]*)</pdf:Keywords>", paper)
        words = mark.group(1).decode().split(",") if mark else []
        marks = [word.strip().removeprefix(MARK) for word in words if MARK in word]
        hold(marks == [self.receipt], f"the paper of {self.receipt} is of {marks}")
        hold(given.get("X-Cache") != "HIT", f"the paper of {self.receipt} came out of a cache")


class House:
    """Both servers and the proxy, in a scratch folder of their own."""

    def __init__(self, scratch):
        self.scratch, self.children = scratch, []
        self.schema = f"mix_ups_{os.getpid()}"
        self.sql(f"CREATE SCHEMA {self.schema}")
        mark = "&" if "?" in DATABASE else "?"
        self.database = f"{DATABASE}{mark}options=-c%20search_path%3D{self.schema}"
        self.common = ["--data", str(scratch / "data"), "--database", self.database]
        (scratch / "data").mkdir()

    def sql(self, statement):
        asked = [f"{POSTGRES}/psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--command", statement, DATABASE]
        return subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()

    def runs(self, *command):
        done = subprocess.run([BINARY, *command, *self.common], capture_output=True, text=True)
        hold(done.returncode == 0, f"{command}: {done.stdout} {done.stderr}")
        return done.stdout

    def starts(self, name, *command):
        log = open(self.scratch / f"{name}.log", "w")
        child = subprocess.Popen(command, stdout=log, stderr=log, cwd=ROOT)
        self.children.append(child)
        return child

    def server(self, name, port):
        listen = ["--listen", f"127.0.0.1:{port}", "--public-url", f"https://{HOST}", "--trusted-proxies", "127.0.0.1/32"]
        child = self.starts(name, BINARY, "serve", "--demo", "--servers", "2", *listen, *self.common)
        ready = [BINARY, "health", "--listen", f"127.0.0.1:{port}"]
        until_so(f"{name} is ready", lambda: subprocess.run(ready, capture_output=True).returncode == 0)
        return child

    def nginx(self, servers, front, cache):
        """The proxy as deploy/ has it, with both servers; and the same once more as a cache that keeps whatever it may."""
        scratch, text = self.scratch, (ROOT / "deploy/proxy/nginx.conf").read_text()
        text = text.replace("server 127.0.0.1:8080", f"server 127.0.0.1:{servers[0]}")
        text = text.replace("# server 127.0.0.1:8081", f"server 127.0.0.1:{servers[1]}")
        hold(f"        server 127.0.0.1:{servers[1]}" in text or f"    server 127.0.0.1:{servers[1]}" in text, "one server only")
        text = text.replace("/etc/ssl/madoguchi", f"{scratch}/tls").replace("/usr/share/madoguchi", f"{ROOT}/deploy/proxy")
        before, server = text[: text.index("\nserver {")], text[text.index("\nserver {"):]
        keeping = (
            "location / {\n proxy_cache kept; proxy_cache_valid any 10m; proxy_cache_lock on;"
            " add_header X-Cache $upstream_cache_status always;"
        )
        caching = server.replace("listen 443", f"listen 127.0.0.1:{cache}").replace("location / {", keeping)
        server = server.replace("listen 443", f"listen 127.0.0.1:{front}")
        paths = "".join(f"{kind}_temp_path {scratch}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        kept = f"proxy_cache_path {scratch}/kept keys_zone=kept:10m;\n"
        conf = scratch / "nginx.conf"
        conf.write_text(
            f"daemon off; worker_processes 2; pid {scratch}/nginx.pid; error_log {scratch}/nginx.log; events {{ worker_connections 4096; }}\n"
            f"http {{ access_log off;\n{paths}{kept}{before}{server}{caching}\n}}\n"
        )
        made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={HOST}"]
        subprocess.run([*made, "-keyout", f"{scratch}/tls.key", "-out", f"{scratch}/tls.crt"], check=True, capture_output=True)
        for path in (scratch, scratch / "tls.key"):
            path.chmod(0o755)
        self.starts("nginx", "nginx", "-c", str(conf), "-e", f"{scratch}/nginx.log")

    def ends(self):
        for child in self.children:
            if child.poll() is None:
                child.terminate()
                try:
                    child.wait(30)
                except subprocess.TimeoutExpired:
                    child.kill()
        self.sql(f"DROP SCHEMA {self.schema} CASCADE")


def all_at_once(people, deed):
    """Everybody does it at the same time; the first fault is everybody's."""
    faults = []

    def one(who):
        try:
            deed(who)
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=one, args=(who,)) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]


def strangers_see_nothing(doors, people):
    """What its owner has just fetched through the same door, asked for by somebody who may not."""
    for owner, stranger in zip(people, people[1:] + people[:1]):
        nobody = Resident(RESIDENTS + 1)
        nobody.address = stranger.address
        for who in (nobody, stranger):
            status, _, content = who.ask(doors, "GET", f"/receipts/{owner.receipt}")
            hold(status != 200, f"{owner.receipt} is shown to a stranger: {content.decode()[:300]}")
            status, _, paper = who.ask(doors, "GET", f"/receipts/{owner.receipt}/receipt.pdf")
            hold(not paper.startswith(b"%PDF"), f"the paper of {owner.receipt} goes to a stranger: {status}")
            status, _, _ = who.ask(doors, "GET", f"/api/v1/submissions/{owner.receipt}")
            hold(status == 401, f"{owner.receipt} without its code: {status}")


def letters(mail):
    """How often each receipt was sent, by number; each went to whom it belongs."""
    sent = {}
    for path in mail.rglob("*"):
        if path.is_file() and path.suffix == ".eml":
            letter = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            numbers = set(NUMBER.findall(letter["Subject"] or ""))
            for number in numbers:
                sent.setdefault(number, set()).add(letter["To"])
    return sent


def scene(house):
    ports = [free_port() for _ in range(2)]
    front, cache = free_port(), free_port()
    house.runs("migrate")
    dying, staying = (house.server(f"server-{at}", port) for at, port in enumerate(ports))
    house.nginx(ports, front, cache)
    direct = [Door(f"server {at}", port, tls=False) for at, port in enumerate(ports)]
    proxy, keeping = Door("nginx", front, tls=True), Door("the cache", cache, tls=True)
    doors = [*direct, proxy, keeping]
    people = [Resident(number) for number in range(RESIDENTS)]

    def is_up():
        try:
            return proxy.ask(people[0], "GET", "/healthz")[0] == keeping.ask(people[0], "GET", "/healthz")[0] == 200
        except Away:
            return False

    until_so("nginx passes requests on", is_up)
    # A cache that keeps nothing would show nothing.
    style = re.search(r'href="(/assets/[^"]+)"', keeping.ask(people[0], "GET", "/")[2].decode()).group(1)
    kept = [keeping.ask(people[0], "GET", style)[1].get("X-Cache") for _ in range(2)]
    hold(kept[-1] == "HIT", f"the cache keeps nothing: {kept}")

    early, late = people[: RESIDENTS // 2], people[RESIDENTS // 2:]
    all_at_once(early, lambda who: who.files(doors))
    tokens = []
    all_at_once(early, lambda who: tokens.append(who.opens(doors)))
    hold(len(set(tokens)) == len(early), "two browsers have one token")
    known = {who.receipt for who in early}

    killed_at = None
    half = threading.Event()

    def lives(who):
        nonlocal killed_at
        if who in early:
            for turn in range(ROUNDS):
                who.sees_own(doors, known)
                if (who.number + turn) % 4 == 0:
                    who.prints(doors)
                if turn == 0 and who.number == 40:
                    half.set()
        else:
            if who.number % 2:
                half.wait(60)
            who.files(doors)
            who.opens(doors)

    def kills():
        nonlocal killed_at
        half.wait(60)
        os.kill(dying.pid, signal.SIGKILL)
        dying.wait()
        killed_at = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)

    killer = threading.Thread(target=kills)
    killer.start()
    all_at_once(people, lives)
    killer.join()
    hold(killed_at is not None and dying.returncode == -signal.SIGKILL, "nobody was killed")

    known = {who.receipt for who in people}
    hold(len(known) == RESIDENTS, "two have one number")
    for door in (direct[1], proxy, keeping):
        all_at_once(people, lambda who, door=door: who.sees_own([door], known))
        all_at_once(people[::8], lambda who, door=door: who.prints([door]))
        strangers_see_nothing([door], people[:10])

    # What the dead one had begun is done by the other: its leases run out.
    def is_taken_over():
        return house.sql(f"SELECT count(*) FROM {house.schema}.leases WHERE name = 'terms' AND last_round_at > '{killed_at}'") != "0"

    until_so("the jobs of the dead server are taken over", is_taken_over, 180)
    mail = house.scratch / "data" / "mail"
    until_so("every receipt is sent", lambda: known <= letters(mail).keys(), 180)
    sent = letters(mail)
    for who in people:
        hold(sent[who.receipt] == {who.mail()}, f"{who.receipt} was written to {sent[who.receipt]}")
    staying.terminate()
    staying.wait(30)
    found = json.loads(house.runs("fsck", "--deep", "--json"))
    hold(found["submissions"] == RESIDENTS, f"{found['submissions']} are there of {RESIDENTS}")
    house.runs("audit", "verify")
    return sum(who.answers for who in people)


def main():
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="madoguchi-mix-ups.") as scratch:
        house = House(pathlib.Path(scratch))
        try:
            answers = scene(house)
        except Exception as fault:
            for log in pathlib.Path(scratch).glob("*.log"):
                print(f"-- {log.name}\n{log.read_text()[-2000:]}", file=sys.stderr)
            print(f"tests/mix-ups.py: {fault}", file=sys.stderr)
            raise
        finally:
            house.ends()
    print(f"{answers} answers in {time.monotonic() - began:.0f} s: nobody was shown another's page or paper, nothing was lost")


main()
