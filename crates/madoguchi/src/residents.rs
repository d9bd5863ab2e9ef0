//! Who says who residents are: the providers of the settings, or pretended ones for a demonstration.

use std::{collections::BTreeMap, fs, sync::Arc};

use kernel::{SystemClock, SystemIds};
use sign_on::{
    ClientKey, ClientProof, Pretended, Provider, ProviderSettings, ResidentProvider, Shape,
};

use crate::{
    fault::Fault,
    provider::{is_private, read_secret},
    settings::ResidentsSettings,
};

/// What is agreed with one provider.
struct Agreed {
    shape: Shape,
    issuer: String,
    client_id: String,
    proof: ClientProof,
    levels: Vec<String>,
    claims: BTreeMap<String, String>,
    delegations: Vec<String>,
}

impl Agreed {
    fn provider(self, public_url: &str) -> ResidentProvider {
        let provider = Provider::new(ProviderSettings {
            issuer: self.issuer,
            client_id: self.client_id,
            proof: self.proof,
            redirect_uri: back(public_url, self.shape),
            scope: self.shape.scope(&self.delegations).to_owned(),
            levels: self.levels,
            second_factors: Vec::new(),
        });
        ResidentProvider::new(self.shape, provider, self.claims, self.delegations)
    }
}

/// Where a provider sends people back to.
fn back(public_url: &str, shape: Shape) -> String {
    format!("{public_url}/identity/{}/back", shape.word())
}

/// The providers that the settings name.
pub(crate) fn named(
    settings: &ResidentsSettings,
    public_url: &str,
) -> Result<Vec<ResidentProvider>, Fault> {
    let agreed = [citizens(settings)?, businesses(settings)?];
    Ok(agreed.into_iter().flatten().map(|it| it.provider(public_url)).collect())
}

/// The same; for a demonstration that names none, a pretended one of each shape.
pub(crate) fn for_residents(
    settings: &ResidentsSettings,
    public_url: &str,
    demo: bool,
) -> Result<Vec<ResidentProvider>, Fault> {
    let named = named(settings, public_url)?;
    if !named.is_empty() || !demo {
        return Ok(named);
    }
    Shape::ALL.into_iter().map(|shape| pretended(shape, public_url)).collect()
}

fn pretended(shape: Shape, public_url: &str) -> Result<ResidentProvider, Fault> {
    let (key, client_key) = ClientKey::drawn().map_err(Fault::found)?;
    let client_id = "madoguchi".to_owned();
    let (server, address) = sign_on::serve(Pretended {
        listen: "127.0.0.1:0".to_owned(),
        shape,
        client_id: client_id.clone(),
        client_key,
        redirect_uri: back(public_url, shape),
        clock: Arc::new(SystemClock),
        ids: Arc::new(SystemIds),
    })
    .map_err(Fault::found)?;
    actix_web::rt::spawn(server);
    let agreed = Agreed {
        shape,
        issuer: format!("http://{address}"),
        client_id,
        proof: ClientProof::Key(key),
        levels: Vec::new(),
        claims: BTreeMap::new(),
        delegations: vec![sign_on::CATEGORY.to_owned()],
    };
    Ok(agreed.provider(public_url))
}

fn citizens(settings: &ResidentsSettings) -> Result<Option<Agreed>, Fault> {
    let ResidentsSettings { citizen_issuer, citizen_client_id, citizen_key_file, .. } = settings;
    let others = citizen_client_id.is_some() || citizen_key_file.is_some();
    let Some(issuer) = issuer("citizen-issuer", citizen_issuer.as_ref(), others)? else {
        return Ok(None);
    };
    let (Some(client_id), Some(file)) = (citizen_client_id, citizen_key_file) else {
        return Err(Fault::usage(
            "citizen-issuer: set --citizen-client-id and --citizen-key-file too",
        ));
    };
    let told = |why: String| Fault::usage(format!("citizen-key-file: {}: {why}", file.display()));
    let pem = fs::read_to_string(file).map_err(|fault| told(fault.to_string()))?;
    let key = ClientKey::from_pem(&pem, None).map_err(|fault| told(fault.to_string()))?;
    Ok(Some(Agreed {
        shape: Shape::Card,
        issuer,
        client_id: client_id.clone(),
        proof: ClientProof::Key(key),
        levels: settings.citizen_levels.clone(),
        claims: claims("citizen-claims", Shape::Card, &settings.citizen_claims)?,
        delegations: Vec::new(),
    }))
}

fn businesses(settings: &ResidentsSettings) -> Result<Option<Agreed>, Fault> {
    let ResidentsSettings { business_issuer, business_client_id, business_secret_file, .. } =
        settings;
    let others = business_client_id.is_some() || business_secret_file.is_some();
    let Some(issuer) = issuer("business-issuer", business_issuer.as_ref(), others)? else {
        return Ok(None);
    };
    let (Some(client_id), Some(file)) = (business_client_id, business_secret_file) else {
        return Err(Fault::usage(
            "business-issuer: set --business-client-id and --business-secret-file too",
        ));
    };
    Ok(Some(Agreed {
        shape: Shape::Business,
        issuer,
        client_id: client_id.clone(),
        proof: ClientProof::Secret(read_secret("business-secret-file")(file)?),
        levels: Vec::new(),
        claims: claims("business-claims", Shape::Business, &settings.business_claims)?,
        delegations: settings.business_delegations.clone(),
    }))
}

/// The name of a provider; nothing where none is named.
fn issuer(setting: &str, issuer: Option<&String>, others: bool) -> Result<Option<String>, Fault> {
    match issuer {
        None if others => {
            let told = format!("{setting}: name the provider that the other settings are for");
            Err(Fault::usage(told))
        }
        Some(issuer) if !is_private(issuer) => Err(Fault::usage(format!(
            "{setting}: {issuer} is neither https nor this machine, and whoever is between could \
             say who anybody is"
        ))),
        issuer => Ok(issuer.cloned()),
    }
}

/// `fact=claim`, each fact one that we know.
fn claims(
    setting: &str,
    shape: Shape,
    given: &[String],
) -> Result<BTreeMap<String, String>, Fault> {
    let read = |text: &String| {
        let (fact, claim) = text.split_once('=').unwrap_or((text, ""));
        let known: Vec<&str> = shape.facts().iter().map(|(name, _)| *name).collect();
        if !known.contains(&fact) || claim.trim().is_empty() {
            let known = known.join(", ");
            return Err(Fault::usage(format!(
                "{setting}: {text} is no FACT=CLAIM; the facts are {known}"
            )));
        }
        Ok((fact.to_owned(), claim.trim().to_owned()))
    };
    given.iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(settings: &ResidentsSettings) -> String {
        let named = named(settings, "https://city.example");
        named.err().map(|fault| fault.to_string()).unwrap_or_default()
    }

    #[test]
    fn half_of_the_settings_of_a_provider_is_told() {
        assert_eq!(told(&ResidentsSettings::default()), "");
        let text = |text: &str| Some(text.to_owned());
        let lone = ResidentsSettings { citizen_client_id: text("us"), ..Default::default() };
        assert!(told(&lone).contains("citizen-issuer: name the provider"), "{}", told(&lone));
        let open = ResidentsSettings { citizen_issuer: text("http://id.example"), ..lone };
        assert!(told(&open).contains("neither https nor this machine"), "{}", told(&open));
        let half = ResidentsSettings { citizen_issuer: text("https://id.example"), ..open };
        assert!(told(&half).contains("--citizen-key-file"), "{}", told(&half));
        let gone = ResidentsSettings { citizen_key_file: Some("/no/such.pem".into()), ..half };
        assert!(told(&gone).contains("citizen-key-file: /no/such.pem"), "{}", told(&gone));
    }

    #[test]
    fn claims_of_facts_that_nobody_knows_are_told() {
        let read = |text: &str| claims("citizen-claims", Shape::Card, &[text.to_owned()]);
        assert_eq!(read("name=jpki_name").unwrap()["name"], "jpki_name");
        for wrong in ["name", "name=", "shoe=size"] {
            let told = read(wrong).err().unwrap().to_string();
            assert!(told.contains(wrong) && told.contains("birthDate"), "{told}");
        }
    }
}
