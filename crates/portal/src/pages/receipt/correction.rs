//! 補正: only the fields that the office named are open; everything else stays as it is.
//!
//! What is typed here is kept until it is sent, so that the page is always fetched again and
//! never sent twice.

use actix_web::{Either, HttpResponse, web};
use askama::Template;
use chrono::Duration;
use counter::{CorrectionForm, CorrectionInput, Counter, Error, Upload, UploadedFile};
use form_engine::{Checked, Problem, Severity};
use kernel::ReceiptNumber;
use serde::Deserialize;

use super::{holder::Holder, show};
use crate::{
    link,
    pages::{
        apply::{
            Change, NotTaken, Place, Pressed, Refused, Step, Taken, carry_out, refusals_in_address,
            refusals_of, upload_sentence,
        },
        live::Told,
    },
    visit::Visit,
    wording::Wording,
};
use ::web::{
    fields::{FieldView, FileView, FormPage, Mistake, element_id, mistakes, posted_name, size},
    guard::{Guarded, PostedPage, PostedUpload, WebError},
    page::{Page, see_other},
};

#[derive(Template)]
#[template(path = "resident/correction.html")]
pub(super) struct CorrectionPage {
    visit: Visit,
    w: Wording,
    number: ReceiptNumber,
    procedure: String,
    fields: Vec<FieldView>,
    mistakes: Vec<Mistake>,
    /// Whether it is asked why nothing was changed.
    unchanged: bool,
}

/// How the page is shown, in its address.
#[derive(Deserialize)]
pub(super) struct Query {
    mend: Option<String>,
    unchanged: Option<String>,
    refused: Option<String>,
}

/// As long as an office waits for a correction.
fn kept() -> Duration {
    Duration::days(30)
}

fn kept_as(number: &ReceiptNumber) -> String {
    format!("correction {number}")
}

/// The page with what was typed since it was asked for.
async fn as_typed(counter: &Counter, holder: &Holder) -> Result<CorrectionForm, Error> {
    let typed = counter.unsent(&holder.visit.visitor(), &kept_as(&holder.number)).await?;
    form_of(counter, holder, typed.map(CorrectionInput::Data)).await
}

async fn form_of(
    counter: &Counter,
    holder: &Holder,
    typed: Option<CorrectionInput>,
) -> Result<CorrectionForm, Error> {
    let language = holder.visit.language;
    counter.correction_form(&holder.number, &holder.access, typed, language).await
}

async fn keep(counter: &Counter, holder: &Holder, form: &CorrectionForm) -> Result<(), Error> {
    let (visitor, place) = (holder.visit.visitor(), kept_as(&holder.number));
    counter.keep_unsent(&visitor, &place, &form.raw, kept()).await
}

pub(super) async fn show(
    counter: web::Data<Counter>,
    holder: Holder,
    query: web::Query<Query>,
) -> Result<Either<HttpResponse, Page<CorrectionPage>>, WebError> {
    let mut form = match as_typed(&counter, &holder).await {
        Ok(form) => form,
        // It was sent, or is not asked for any more: the status says which.
        Err(Error::NotFound) => return Ok(Either::Left(show::after(&holder, "changed"))),
        Err(other) => return Err(other.into()),
    };
    let mending = query.mend.is_some();
    if !mending {
        form.checked.problems.clear();
    }
    let w = holder.visit.words();
    let refused = query.refused.as_deref().map(|told| refusals_of(told, &form.published.form));
    for (field, fault) in refused.into_iter().flatten() {
        let problem = problem(format!("/{field}"), upload_sentence(&fault, w).plain());
        form.checked.problems.push(problem);
    }
    let page = CorrectionPage::new(holder, &form, query.unchanged.is_some());
    Ok(Either::Right(Page::ok(page)))
}

pub(super) async fn send(
    counter: web::Data<Counter>,
    holder: Holder,
    posted: PostedPage,
) -> Result<HttpResponse, WebError> {
    let open = form_of(&counter, &holder, None).await;
    let form = match open {
        Ok(form) => form,
        Err(Error::NotFound) => return Ok(show::after(&holder, "changed")),
        Err(other) => return Err(other.into()),
    };
    let (fields, refused) = attach(&counter, &holder, &form, posted).await?;
    let Pressed { step, mut answers, because, .. } = Pressed::read(fields);
    if let Step::Change(Change::Detach { at, file }) = &step {
        let (name, file) = (posted_name(at), file.to_string());
        answers.retain(|(known, value)| *known != name || *value != file);
        answers.push((name, String::new()));
    }
    let input = CorrectionInput::Posted { fields: answers, because };
    let mut form = form_of(&counter, &holder, Some(input.clone())).await?;
    if let Step::Change(change) = &step {
        // A change that changes nothing, such as an unknown postal code, shows the page as it is.
        let at = carry_out(&form.published.form, &mut form.raw, change);
        keep(&counter, &holder, &form).await?;
        let at = at.or_else(|| at_of(change)).map(|at| format!("#{}", element_id(&at)));
        return Ok(again(&holder, &at.unwrap_or_default()));
    }
    keep(&counter, &holder, &form).await?;
    if !refused.is_empty() {
        return Ok(again(&holder, &format!("?{}", refusals_in_address(&refused))));
    }
    let language = holder.visit.language;
    match counter.correct(&holder.number, &holder.access, input, language).await {
        Ok(_acted) => {
            counter.forget_unsent(&holder.visit.visitor(), &kept_as(&holder.number)).await?;
            Ok(show::after(&holder, "correction"))
        }
        Err(Error::Problems(_)) => Ok(again(&holder, "?mend=1")),
        Err(Error::Unchanged) => Ok(again(&holder, "?unchanged=1")),
        Err(Error::Refused(_) | Error::Conflict { .. }) => Ok(show::after(&holder, "changed")),
        Err(other) => Err(other.into()),
    }
}

fn at_of(change: &Change) -> Option<String> {
    match change {
        Change::Detach { at, .. } => Some(at.clone()),
        Change::Add(_) | Change::Remove(_) | Change::Fill(_) | Change::Repair { .. } => None,
    }
}

/// What is typed is kept while somebody types it.
pub(super) async fn live(
    counter: web::Data<Counter>,
    holder: Holder,
    posted: Guarded<Vec<(String, String)>>,
) -> Result<web::Json<Told>, WebError> {
    let Pressed { answers, because, .. } = Pressed::read(posted.into_inner());
    let input = CorrectionInput::Posted { fields: answers, because };
    let form = form_of(&counter, &holder, Some(input)).await?;
    keep(&counter, &holder, &form).await?;
    let w = holder.visit.words();
    let told = Told::of(&form.published.form, form.checked, Vec::new(), &[], w);
    Ok(web::Json(told))
}

/// A file that the script sends ahead; it is sent with the correction, by its id.
pub(super) async fn take_file(
    counter: web::Data<Counter>,
    holder: Holder,
    place: web::Query<Place>,
    posted: PostedUpload,
) -> Result<HttpResponse, WebError> {
    let file = posted.files.into_iter().next();
    let file = file.ok_or(WebError::Unusable { what: "no file was sent".into() })?;
    let sender = Some(file.sender);
    let upload = Upload { file_name: file.file_name, bytes: file.bytes, sender };
    let (at, w) = (format!("/{}", place.at), holder.visit.words());
    match counter.attach_correction(&holder.number, &holder.access, &at, upload).await {
        Ok(taken) => Ok(HttpResponse::Ok().json(Taken {
            id: taken.id.to_string(),
            name: taken.name,
            size: size(taken.bytes),
            address: String::new(),
            text: w.file_taken().plain(),
        })),
        Err(Error::Upload(fault)) => {
            let problem = upload_sentence(&fault, w).plain();
            Ok(HttpResponse::UnprocessableEntity().json(NotTaken { problem }))
        }
        Err(other) => Err(other.into()),
    }
}

/// The page again, fetched.
fn again(holder: &Holder, how: &str) -> HttpResponse {
    see_other(&format!("{}{how}", link::below_receipt(&holder.number, "correction")))
}

/// Takes the posted files and adds their ids to the posted fields; one that is not fit is
/// told at its field.
async fn attach(
    counter: &Counter,
    holder: &Holder,
    form: &CorrectionForm,
    posted: PostedPage,
) -> Result<(Vec<(String, String)>, Vec<Refused>), WebError> {
    let PostedPage { mut fields, files } = posted;
    let mut refused = Vec::new();
    for file in files {
        let at = format!("/{}", file.field);
        let sender = Some(file.sender);
        let upload = Upload { file_name: file.file_name, bytes: file.bytes, sender };
        match counter.attach_correction(&holder.number, &holder.access, &at, upload).await {
            Ok(taken) => put(form, &mut fields, &file.field, &taken),
            Err(Error::Upload(fault)) => refused.push((file.field, fault)),
            Err(other) => return Err(other.into()),
        }
    }
    Ok((fields, refused))
}

/// A new file stands beside the others of its field, or in the place of the only one.
fn put(
    form: &CorrectionForm,
    fields: &mut Vec<(String, String)>,
    field: &str,
    taken: &UploadedFile,
) {
    let several = form.published.form.field(&format!("/{field}")).is_some_and(|f| f.max_files > 1);
    if !several {
        fields.retain(|(name, _)| name != field);
    }
    fields.push((field.to_owned(), taken.id.to_string()));
}

fn problem(at: String, message: String) -> Problem {
    Problem {
        at,
        also: Vec::new(),
        rule: "upload".into(),
        message,
        severity: Severity::Error,
        confirmed: false,
        repair: None,
    }
}

impl CorrectionPage {
    fn new(holder: Holder, asked: &CorrectionForm, unchanged: bool) -> Self {
        let (w, language) = (holder.visit.words(), holder.visit.language);
        let files: Vec<FileView> = asked.uploads.iter().map(file_view).collect();
        let remarks: Vec<(String, String)> =
            asked.remarks.iter().map(|remark| (remark.at.clone(), remark.text.clone())).collect();
        let checked: &Checked = &asked.checked;
        let page = FormPage {
            form: &asked.published.form,
            raw: &asked.raw,
            checked,
            show_problems: true,
            hidden: &[],
            files: &files,
            upload: Some(format!("{}/file?at=", link::below_receipt(&holder.number, "correction"))),
            verified: &[],
            told: &[],
            remarks: &remarks,
            language,
        };
        let fields: Vec<FieldView> =
            asked.remarks.iter().filter_map(|remark| page.field_at(&remark.at)).collect();
        Self {
            mistakes: mistakes(&checked.problems, &fields, *w),
            procedure: asked.published.form.title(language).to_owned(),
            visit: holder.visit,
            number: holder.number,
            fields,
            unchanged,
            w,
        }
    }

    fn has_files(&self) -> bool {
        self.fields.iter().any(FieldView::has_files)
    }

    /// Where the answers are posted.
    fn address(&self) -> String {
        link::below_receipt(&self.number, "correction")
    }
}

fn file_view(file: &UploadedFile) -> FileView {
    FileView {
        id: file.id.clone(),
        name: file.name.clone(),
        size: size(file.bytes),
        // The office's copy is sealed; only its name is shown here.
        address: String::new(),
    }
}
