//! The pretended provider as an HTTP service.

use std::{
    io,
    net::{SocketAddr, TcpListener},
    sync::Arc,
};

use actix_web::{
    App, HttpRequest, HttpResponse, HttpServer,
    dev::Server,
    http::{StatusCode, header},
    middleware::DefaultHeaders,
    web::{self, Data, Form, Query},
};
use chrono::Duration;
use data_encoding::HEXLOWER;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use subtle::ConstantTimeEq;

use super::{
    Pretended,
    choice::{Face, Outcome},
    given::{Given, Out},
    pages::{self, ChoosePage, RefusedPage},
    tokens::{Signer, hashed, keys_of},
};
use crate::{
    Shape,
    jws::Keys,
    wire::{encoded, origin},
};

/// Bytes of a form; a real one has a few hundred.
const MAX_BODY: usize = 16 * 1024;
/// What is pretended in this house looks alike.
const STYLE: &str = include_str!("../../../payment-stub/templates/style.css");

struct Service {
    pretended: Pretended,
    issuer: String,
    client_keys: Keys,
    signer: Signer,
    codes: Out<Given>,
    tokens: Out<Map<String, Value>>,
}

/// Starts it on the running actix (tokio) runtime. It works until the returned server is stopped or
/// dropped; signals are left to the caller.
pub fn serve(pretended: Pretended) -> io::Result<(Server, SocketAddr)> {
    let listener = TcpListener::bind(&pretended.listen)?;
    let address = listener.local_addr()?;
    let unusable = || io::Error::from(io::ErrorKind::InvalidInput);
    let service = Arc::new(Service {
        issuer: format!("http://{address}"),
        client_keys: keys_of(&pretended.client_key).ok_or_else(unusable)?,
        signer: Signer::new().map_err(io::Error::other)?,
        codes: Out::nothing(),
        tokens: Out::nothing(),
        pretended,
    });
    let server = HttpServer::new(move || {
        App::new().app_data(Data::from(Arc::clone(&service))).wrap(headers()).configure(routes)
    })
    .workers(1)
    .disable_signals()
    .shutdown_timeout(2)
    .listen(listener)?;
    Ok((server.run(), address))
}

fn headers() -> DefaultHeaders {
    DefaultHeaders::new()
        .add(("Cache-Control", "no-store"))
        .add(("X-Content-Type-Options", "nosniff"))
        .add(("Referrer-Policy", "no-referrer"))
        .add(("X-Frame-Options", "DENY"))
}

fn routes(service: &mut web::ServiceConfig) {
    service
        .app_data(web::FormConfig::default().limit(MAX_BODY))
        .route("/.well-known/openid-configuration", web::get().to(about))
        .route("/certs", web::get().to(certs))
        .route("/auth", web::get().to(show))
        .route("/auth", web::post().to(choose))
        .route("/token", web::post().to(token))
        .route("/userinfo", web::get().to(userinfo))
        .route("/style.css", web::get().to(style));
}

async fn style() -> HttpResponse {
    HttpResponse::Ok().content_type("text/css; charset=utf-8").body(STYLE)
}

async fn about(service: Data<Service>) -> HttpResponse {
    let at = |path: &str| format!("{}{path}", service.issuer);
    HttpResponse::Ok().json(json!({
        "issuer": service.issuer,
        "authorization_endpoint": at("/auth"),
        "token_endpoint": at("/token"),
        "userinfo_endpoint": at("/userinfo"),
        "jwks_uri": at("/certs"),
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "code_challenge_methods_supported": ["S256"],
    }))
}

async fn certs(service: Data<Service>) -> HttpResponse {
    HttpResponse::Ok().json(service.signer.public())
}

/// What the town asks for, in the address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    pub(super) response_type: String,
    pub(super) client_id: String,
    pub(super) redirect_uri: String,
    pub(super) scope: String,
    pub(super) state: String,
    pub(super) nonce: String,
    pub(super) code_challenge: String,
    pub(super) code_challenge_method: String,
    pub(super) acr_values: String,
}

/// What was typed and pressed on the page, beside what the town asked for.
#[derive(Deserialize)]
struct Chosen {
    #[serde(flatten)]
    asked: Asked,
    #[serde(flatten)]
    face: Face,
    #[serde(default)]
    outcome: Outcome,
}

impl Asked {
    /// As the page posts them again.
    pub(super) fn fields(&self) -> [(&'static str, &str); 9] {
        [
            ("response_type", &self.response_type),
            ("client_id", &self.client_id),
            ("redirect_uri", &self.redirect_uri),
            ("scope", &self.scope),
            ("state", &self.state),
            ("nonce", &self.nonce),
            ("code_challenge", &self.code_challenge),
            ("code_challenge_method", &self.code_challenge_method),
            ("acr_values", &self.acr_values),
        ]
    }
}

impl Service {
    /// Why nobody is sent anywhere: who asks is not known, or asks otherwise than is agreed.
    fn refuses(&self, asked: &Asked) -> Option<&'static str> {
        let known = &self.pretended;
        let faults = [
            (asked.client_id != known.client_id, "この町を知りません（client_id）。"),
            (asked.redirect_uri != known.redirect_uri, "戻り先がちがいます（redirect_uri）。"),
            (asked.response_type != "code", "response_type は code だけです。"),
            (!asked.scope.split(' ').any(|it| it == "openid"), "scope に openid がありません。"),
            (asked.state.is_empty() || asked.nonce.is_empty(), "state か nonce がありません。"),
            (
                asked.code_challenge_method != "S256" || asked.code_challenge.len() != 43,
                "PKCE（S256）がありません。",
            ),
        ];
        faults.into_iter().find(|(wrong, _)| *wrong).map(|(_, why)| why)
    }

    fn draw(&self) -> String {
        let mut drawn = [0; 24];
        self.pretended.ids.fill(&mut drawn);
        HEXLOWER.encode(&drawn)
    }

    fn seconds(&self) -> i64 {
        self.pretended.clock.now().millis() / 1_000
    }

    /// Whether the proof is by the key of the town, for us, at this time (RFC 7523).
    fn knows(&self, brought: &Brought) -> bool {
        let us = [format!("{}/token", self.issuer), self.issuer.clone()];
        let read = self.client_keys.opened::<Value>(&brought.client_assertion);
        let Ok(proof) = read else { return false };
        let says = |claim: &str| proof.get(claim).and_then(Value::as_str).unwrap_or_default();
        let until = proof.get("exp").and_then(Value::as_i64).unwrap_or_default();
        [says("iss"), says("sub")].iter().all(|who| *who == self.pretended.client_id)
            && us.iter().any(|us| us == says("aud"))
            && until > self.seconds()
            && !says("jti").is_empty()
    }
}

async fn show(service: Data<Service>, Query(asked): Query<Asked>) -> HttpResponse {
    if let Some(why) = service.refuses(&asked) {
        return pages::respond(StatusCode::BAD_REQUEST, &RefusedPage { why }, "");
    }
    let shape = service.pretended.shape;
    let page = ChoosePage { asked: &asked, shape, face: Face::default() };
    pages::respond(StatusCode::OK, &page, origin(&asked.redirect_uri))
}

async fn choose(service: Data<Service>, Form(chosen): Form<Chosen>) -> HttpResponse {
    let Chosen { asked, face, outcome } = chosen;
    if let Some(why) = service.refuses(&asked) {
        return pages::respond(StatusCode::BAD_REQUEST, &RefusedPage { why }, "");
    }
    let told = match outcome {
        Outcome::Cancelled => "error=access_denied".to_owned(),
        Outcome::Failing => "error=server_error".to_owned(),
        Outcome::Well
        | Outcome::LateCode
        | Outcome::OtherNonce
        | Outcome::Expired
        | Outcome::OtherIssuer
        | Outcome::Unsigned
        | Outcome::OtherKey => {
            let code = service.draw();
            let late = if outcome == Outcome::LateCode { -1 } else { 60 };
            let given = Given {
                subject: hashed(&format!("{}\n{}", asked.client_id, face.who())),
                claims: face.claims(service.pretended.shape, &asked.scope),
                until: service.pretended.clock.now().plus(Duration::seconds(late)),
                nonce: asked.nonce,
                challenge: asked.code_challenge,
                levels: asked.acr_values,
                outcome,
            };
            service.codes.give(code.clone(), given);
            format!("code={code}")
        }
    };
    let (back, state) = (&asked.redirect_uri, encoded(&asked.state));
    let issuer = encoded(&service.issuer);
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, format!("{back}?{told}&state={state}&iss={issuer}")))
        .finish()
}

/// What the town brings for a token.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Brought {
    grant_type: String,
    code: String,
    redirect_uri: String,
    code_verifier: String,
    client_assertion_type: String,
    client_assertion: String,
}

async fn token(service: Data<Service>, Form(brought): Form<Brought>) -> HttpResponse {
    let wrong = |error: &str| HttpResponse::BadRequest().json(json!({ "error": error }));
    let by_jwt = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    if brought.client_assertion_type != by_jwt || !service.knows(&brought) {
        return HttpResponse::Unauthorized().json(json!({ "error": "invalid_client" }));
    }
    if brought.grant_type != "authorization_code" {
        return wrong("unsupported_grant_type");
    }
    let challenge = hashed(&brought.code_verifier);
    let given = service.codes.take(&brought.code).filter(|given| {
        let fits: bool = given.challenge.as_bytes().ct_eq(challenge.as_bytes()).into();
        fits && given.until > service.pretended.clock.now()
    });
    let Some(given) = given.filter(|_| brought.redirect_uri == service.pretended.redirect_uri)
    else {
        return wrong("invalid_grant");
    };
    let access = service.draw();
    let mut told = given.claims.clone();
    told.insert("sub".to_owned(), json!(given.subject));
    let whole = Given {
        // The business service signs nothing of a person: that is told apart.
        claims: match service.pretended.shape {
            Shape::Card => given.claims.clone(),
            Shape::Business => Map::new(),
        },
        ..given
    };
    let to = (&*service.issuer, &*service.pretended.client_id);
    let id_token = service.signer.id_token(to, &whole, service.seconds());
    let Some(id_token) = id_token else {
        return HttpResponse::InternalServerError().finish();
    };
    service.tokens.give(access.clone(), told);
    HttpResponse::Ok().json(json!({
        "token_type": "Bearer", "expires_in": 60, "access_token": access, "id_token": id_token,
    }))
}

async fn userinfo(service: Data<Service>, request: HttpRequest) -> HttpResponse {
    let told = request.headers().get(header::AUTHORIZATION);
    let token = told.and_then(|it| it.to_str().ok()?.strip_prefix("Bearer "));
    match token.and_then(|token| service.tokens.take(token)) {
        Some(told) => HttpResponse::Ok().json(told),
        None => HttpResponse::Unauthorized().finish(),
    }
}
