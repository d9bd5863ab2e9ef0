//! One provider: where it is, how somebody is sent there, and whom it says they are.

use std::sync::{Arc, Mutex, PoisonError};

use data_encoding::{BASE64, BASE64URL_NOPAD};
use ring::digest::{SHA256, digest};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{
    ClientProof, SignOnFault,
    jws::Keys,
    wire::{Wire, away, encoded},
};

/// What has to be agreed with a provider.
pub struct ProviderSettings {
    /// Its name, an address without a slash at the end.
    pub issuer: String,
    /// By what it knows us.
    pub client_id: String,
    /// How we prove that it is us.
    pub proof: ClientProof,
    /// Where it sends people back to.
    pub redirect_uri: String,
    /// What is asked for, `openid` first.
    pub scope: String,
    /// How well it has to know somebody, in its own words; it says one of them back.
    pub levels: Vec<String>,
    /// Words in `amr`, or names in `acr`, that stand for a second factor.
    pub second_factors: Vec<String>,
}

/// The secrets of one round: drawn anew for each, and kept by whoever begins it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// Comes back with the person.
    pub state: String,
    /// Comes back in what the provider signs.
    pub nonce: String,
    /// Proves that whoever brings the code is whoever began; 43 letters or more.
    pub verifier: String,
}

/// Whom the provider says somebody is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The provider that says so.
    pub issuer: String,
    /// What it calls the person, for good.
    pub subject: String,
    /// Their address, unless the provider says that it is not theirs.
    pub email: Option<String>,
    /// Whether they gave a second factor there.
    pub has_second_factor: bool,
}

/// A provider. What it says about itself is asked once and kept.
pub struct Provider {
    settings: ProviderSettings,
    wire: Wire,
    known: Mutex<Option<Arc<Known>>>,
}

struct Known {
    metadata: Metadata,
    keys: Keys,
}

#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    userinfo_endpoint: Option<String>,
}

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
    access_token: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct Claims {
    pub(crate) iss: String,
    pub(crate) sub: String,
    aud: Audience,
    azp: Option<String>,
    exp: i64,
    iat: i64,
    nonce: Option<String>,
    email: Option<String>,
    email_verified: Option<bool>,
    acr: Option<String>,
    #[serde(default)]
    amr: Vec<String>,
    /// What else it says of the person.
    #[serde(flatten)]
    pub(crate) others: Map<String, Value>,
}

/// What came back for a code.
pub(crate) struct Told {
    pub(crate) claims: Claims,
    /// Opens what the provider tells apart from what it signed.
    pub(crate) access_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

/// How far clocks may be apart, in seconds.
const SLACK: i64 = 60;

impl Provider {
    /// A provider; nothing is asked yet.
    pub fn new(settings: ProviderSettings) -> Self {
        Self { settings, wire: Wire::new(), known: Mutex::new(None) }
    }

    pub(crate) fn issuer(&self) -> &str {
        &self.settings.issuer
    }

    /// Where somebody is sent to sign in. Blocks.
    pub fn door(&self, round: &Round) -> Result<String, SignOnFault> {
        let known = self.known(false)?;
        let challenge = BASE64URL_NOPAD.encode(digest(&SHA256, round.verifier.as_bytes()).as_ref());
        let levels = self.settings.levels.join(" ");
        let mut fields = vec![
            ("response_type", "code"),
            ("client_id", &self.settings.client_id),
            ("redirect_uri", &self.settings.redirect_uri),
            ("scope", &self.settings.scope),
            ("state", &round.state),
            ("nonce", &round.nonce),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        if !levels.is_empty() {
            fields.push(("acr_values", &levels));
        }
        let fields: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let door = &known.metadata.authorization_endpoint;
        let and = if door.contains('?') { '&' } else { '?' };
        Ok(format!("{door}{and}{}", fields.join("&")))
    }

    /// Whom the code is about, which came back in this round at `now`, in seconds. `unique` is
    /// used for this once. Blocks.
    pub fn identity(
        &self,
        round: &Round,
        code: &str,
        unique: &str,
        now: i64,
    ) -> Result<Identity, SignOnFault> {
        let told = self.told(round, code, unique, now)?;
        Ok(self.identity_in(told.claims))
    }

    /// What the provider signed for the code.
    pub(crate) fn told(
        &self,
        round: &Round,
        code: &str,
        unique: &str,
        now: i64,
    ) -> Result<Told, SignOnFault> {
        let Tokens { id_token, access_token } = self.exchange(round, code, unique, now)?;
        let mut known = self.known(false)?;
        if !known.keys.knows_key_of(&id_token) {
            // It has taken another key since it was asked.
            known = self.known(true)?;
        }
        let claims = self.believed(&known.keys, &id_token, round, now)?;
        Ok(Told { claims, access_token })
    }

    /// What the provider tells whoever holds `access_token`; nothing where it tells nothing so.
    pub(crate) fn more(&self, access_token: &str) -> Result<Map<String, Value>, SignOnFault> {
        match &self.known(false)?.metadata.userinfo_endpoint {
            Some(endpoint) => self.wire.get_for(endpoint, access_token),
            None => Ok(Map::new()),
        }
    }

    /// What a token says, if it was signed by one of `keys`, for us, in this round.
    pub(crate) fn believed(
        &self,
        keys: &Keys,
        token: &str,
        round: &Round,
        now: i64,
    ) -> Result<Claims, SignOnFault> {
        let claims: Claims = keys.opened(token)?;
        self.believes(&claims, round, now)?;
        Ok(claims)
    }

    /// Whom believed claims are about.
    pub(crate) fn identity_in(&self, claims: Claims) -> Identity {
        let second = |word: &String| self.settings.second_factors.contains(word);
        Identity {
            has_second_factor: claims.amr.iter().any(second) || claims.acr.iter().any(second),
            email: claims.email.filter(|_| claims.email_verified != Some(false)),
            issuer: claims.iss,
            subject: claims.sub,
        }
    }

    fn exchange(
        &self,
        round: &Round,
        code: &str,
        unique: &str,
        now: i64,
    ) -> Result<Tokens, SignOnFault> {
        let known = self.known(false)?;
        let endpoint = &known.metadata.token_endpoint;
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.settings.redirect_uri),
            ("code_verifier", &round.verifier),
        ];
        let (proof, basic);
        let basic = match &self.settings.proof {
            ClientProof::Secret(secret) => {
                let both = format!("{}:{}", encoded(&self.settings.client_id), encoded(secret));
                basic = BASE64.encode(both.as_bytes());
                Some(basic.as_str())
            }
            ClientProof::Key(key) => {
                proof = key.proof(&self.settings.client_id, endpoint, unique, now)?;
                fields.push(("client_id", &self.settings.client_id));
                fields.push((
                    "client_assertion_type",
                    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                ));
                fields.push(("client_assertion", &proof));
                None
            }
        };
        let (status, body) = self.wire.post(endpoint, basic, &fields)?;
        if status.is_server_error() {
            return Err(away(format!("status {status}")));
        }
        if !status.is_success() {
            return Err(SignOnFault::Refused(format!("status {status}")));
        }
        serde_json::from_slice(&body)
            .map_err(|_quotes_it| SignOnFault::Unbelievable("an answer without an id_token"))
    }

    fn believes(&self, claims: &Claims, round: &Round, now: i64) -> Result<(), SignOnFault> {
        let us = &self.settings.client_id;
        let is_for_us = match &claims.aud {
            Audience::One(one) => one == us,
            Audience::Many(all) => all.contains(us) && (all.len() == 1 || claims.azp.is_some()),
        };
        let fault = if claims.iss != self.settings.issuer {
            "said by another provider"
        } else if !is_for_us || claims.azp.as_ref().is_some_and(|azp| azp != us) {
            "said to somebody else"
        } else if claims.nonce.as_ref() != Some(&round.nonce) {
            "said in another round"
        } else if claims.exp <= now - SLACK || claims.iat > now + SLACK {
            "said at another time"
        } else if !self.settings.levels.is_empty() && !self.is_level(claims.acr.as_deref()) {
            "known less well than was asked for"
        } else if claims.sub.is_empty() || claims.sub.len() > 255 {
            "said of nobody"
        } else {
            return Ok(());
        };
        Err(SignOnFault::Unbelievable(fault))
    }

    fn is_level(&self, said: Option<&str>) -> bool {
        said.is_some_and(|said| self.settings.levels.iter().any(|level| level == said))
    }

    /// What the provider says about itself.
    fn known(&self, anew: bool) -> Result<Arc<Known>, SignOnFault> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.as_ref().filter(|_| !anew) {
            return Ok(Arc::clone(known));
        }
        let issuer = &self.settings.issuer;
        let address = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let metadata: Metadata = self.wire.get(&address)?;
        if metadata.issuer != *issuer {
            return Err(SignOnFault::Unbelievable("the provider calls itself otherwise"));
        }
        let doors =
            [&metadata.authorization_endpoint, &metadata.token_endpoint, &metadata.jwks_uri];
        let doors = doors.into_iter().chain(&metadata.userinfo_endpoint);
        if !doors.into_iter().all(|door| is_private(door)) {
            return Err(SignOnFault::Unbelievable("a door of the provider without TLS"));
        }
        let keys = self.wire.get(&metadata.jwks_uri)?;
        let asked = Arc::new(Known { metadata, keys });
        *known = Some(Arc::clone(&asked));
        Ok(asked)
    }
}

/// Over TLS, or to this machine.
fn is_private(url: &str) -> bool {
    let host = |url: &str| url.split(['/', ':', '?']).next().unwrap_or_default().to_owned();
    match url.split_once("://") {
        Some(("https", _)) => true,
        Some(("http", rest)) => ["localhost", "127.0.0.1"].contains(&host(rest).as_str()),
        Some(_) | None => false,
    }
}
