//! The rooms of one municipality, made once and handed to whoever serves.

use std::sync::Arc;

use actix_web::web::{Data, ServiceConfig};
use back_office::BackOffice;
use casework::{Casework, CaseworkParts, City, ExternalServices, Signing};
use catalogue::{Archive, Catalogue, Error};
use chores::Chores;
use counter::Counter;
use fees::PaymentGateway;

/// Every room with what it needs. Cheap to clone.
#[derive(Clone)]
pub struct Rooms {
    /// What is kept.
    pub archive: Archive,
    /// What is on offer.
    pub catalogue: Catalogue,
    /// What residents can do.
    pub counter: Counter,
    /// What staff can do.
    pub back_office: BackOffice,
    /// What the house does by itself.
    pub chores: Chores,
}

impl Rooms {
    /// The rooms over what is kept, with what is published.
    pub async fn open(
        city: City,
        archive: Archive,
        gateway: Arc<dyn PaymentGateway>,
        signing: Option<Signing>,
        external: ExternalServices,
    ) -> Result<Self, Error> {
        let catalogue = Catalogue::open(&archive).await?;
        let parts = CaseworkParts {
            city,
            archive: archive.clone(),
            catalogue: catalogue.clone(),
            gateway,
            signing,
            external,
        };
        let casework = Casework::new(parts);
        Ok(Self {
            archive,
            catalogue,
            counter: Counter::new(casework.clone()),
            back_office: BackOffice::new(casework.clone()),
            chores: Chores::new(casework),
        })
    }

    /// A key of this municipality for one purpose, such as `form-tokens`: the same on every
    /// start.
    pub fn derived_key(&self, purpose: &str) -> [u8; 32] {
        self.archive.store().keys().derive(purpose)
    }

    /// Opens every address. The [`web::guard::Guard`] is expected as app data.
    pub fn open_doors(&self, config: &mut ServiceConfig) {
        config
            .app_data(Data::new(self.counter.clone()))
            .app_data(Data::new(self.back_office.clone()))
            .app_data(Data::new(self.chores.clone()));
        web::open(crate::table(), config);
    }
}
