//! 補正: only the fields that the office named are open; everything else stays as it is.

use actix_web::{HttpRequest, HttpResponse, Responder, web};
use askama::Template;
use form_engine::{Checked, Context, Problem, Severity};
use kernel::ReceiptNumber;
use serde_json::Value;
use service_desk::{
    CorrectionForm, CorrectionInput, Desk, DeskError, Upload, UploadFault, UploadedFile,
};

use super::{holder::Holder, show};
use crate::{
    fields::{FieldView, FileView, FormPage, Mistake, mistakes, size},
    guard::WebError,
    layout::{Page, Visit},
    pages::apply::{Change, PostedPage, Pressed, Step, carry_out, upload_sentence},
    wording::Wording,
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
}

pub(super) async fn show(
    desk: web::Data<Desk>,
    holder: Holder,
) -> Result<Page<CorrectionPage>, WebError> {
    let form = desk.correction_form(&holder.number, &holder.access).await?;
    let context = Context::on(desk.today()).speaking(holder.visit.language);
    let checked = form.published.form.check(&form.raw, &context);
    Ok(Page::ok(CorrectionPage::new(holder, &form, &checked, false)))
}

pub(super) async fn send(
    desk: web::Data<Desk>,
    request: HttpRequest,
    holder: Holder,
    posted: PostedPage,
) -> Result<HttpResponse, WebError> {
    let mut form = desk.correction_form(&holder.number, &holder.access).await?;
    let (fields, refused) = attach(&desk, &holder, &mut form, posted).await?;
    let Pressed { step, answers, .. } = Pressed::read(fields);
    let input = CorrectionInput::Posted(answers);
    if let Step::Change(change) = step {
        return changed(&desk, &request, holder, form, input, &change).await;
    }
    if refused.is_empty() {
        let language = holder.visit.language;
        match desk.correct(&holder.number, &holder.access, input.clone(), language).await {
            Ok(()) => return Ok(show::after(&holder, "correction")),
            Err(DeskError::Problems(_)) => {}
            Err(DeskError::Refused(_) | DeskError::Conflict { .. }) => {
                return Ok(show::after(&holder, "changed"));
            }
            Err(other) => return Err(other.into()),
        }
    }
    let (raw, mut checked) = checked(&desk, &holder, input).await?;
    form.raw = raw;
    checked.problems.extend(refused);
    Ok(Page::to_mend(CorrectionPage::new(holder, &form, &checked, true)).respond_to(&request))
}

/// The page again after a change of what was typed; nothing is sent yet.
async fn changed(
    desk: &Desk,
    request: &HttpRequest,
    holder: Holder,
    mut form: CorrectionForm,
    input: CorrectionInput,
    change: &Change,
) -> Result<HttpResponse, WebError> {
    let (mut raw, _) = checked(desk, &holder, input).await?;
    // A change that changes nothing, such as an unknown postal code, shows the page as it is.
    carry_out(&form.published.form, &mut raw, change);
    let (raw, checked) = checked(desk, &holder, CorrectionInput::Data(raw)).await?;
    form.raw = raw;
    Ok(Page::ok(CorrectionPage::new(holder, &form, &checked, false)).respond_to(request))
}

async fn checked(
    desk: &Desk,
    holder: &Holder,
    input: CorrectionInput,
) -> Result<(Value, Checked), WebError> {
    let language = holder.visit.language;
    Ok(desk.check_correction(&holder.number, &holder.access, input, language).await?)
}

/// Takes the posted files and adds their ids to the posted fields; one that is not fit
/// becomes a mistake at its field.
async fn attach(
    desk: &Desk,
    holder: &Holder,
    form: &mut CorrectionForm,
    posted: PostedPage,
) -> Result<(Vec<(String, String)>, Vec<Problem>), WebError> {
    let PostedPage { mut fields, files } = posted;
    let mut refused = Vec::new();
    for file in files {
        let at = format!("/{}", file.field);
        let upload = Upload { file_name: file.file_name, bytes: file.bytes };
        match desk.attach_correction(&holder.number, &holder.access, &at, upload).await {
            Ok(taken) => replace(form, &mut fields, &file.field, taken),
            Err(DeskError::Upload(fault)) => refused.push(problem(at, &fault, holder)),
            Err(other) => return Err(other.into()),
        }
    }
    Ok((fields, refused))
}

/// A new file stands beside the others of its field, or in the place of the only one.
fn replace(
    form: &mut CorrectionForm,
    fields: &mut Vec<(String, String)>,
    field: &str,
    taken: UploadedFile,
) {
    let several = form.published.form.field(&format!("/{field}")).is_some_and(|f| f.max_files > 1);
    if !several {
        fields.retain(|(name, _)| name != field);
    }
    fields.push((field.to_owned(), taken.id.to_string()));
    form.uploads.push(taken);
}

fn problem(at: String, fault: &UploadFault, holder: &Holder) -> Problem {
    Problem {
        at,
        also: Vec::new(),
        rule: "upload".into(),
        message: upload_sentence(fault, holder.visit.words()).plain(),
        severity: Severity::Error,
        confirmed: false,
        repair: None,
    }
}

impl CorrectionPage {
    fn new(holder: Holder, asked: &CorrectionForm, checked: &Checked, mending: bool) -> Self {
        let (w, language) = (holder.visit.words(), holder.visit.language);
        let files: Vec<FileView> = asked.uploads.iter().map(file_view).collect();
        let remarks: Vec<(String, String)> =
            asked.remarks.iter().map(|remark| (remark.at.clone(), remark.text.clone())).collect();
        let page = FormPage {
            form: &asked.published.form,
            raw: &asked.raw,
            checked,
            show_problems: mending,
            hidden: &[],
            files: &files,
            upload: None,
            remarks: &remarks,
            language,
        };
        let fields: Vec<FieldView> =
            asked.remarks.iter().filter_map(|remark| page.field_at(&remark.at)).collect();
        let problems = if mending { &*checked.problems } else { &[] };
        Self {
            mistakes: mistakes(problems, &fields, w),
            procedure: asked.published.form.title(language).to_owned(),
            visit: holder.visit,
            number: holder.number,
            fields,
            w,
        }
    }

    fn has_files(&self) -> bool {
        self.fields.iter().any(FieldView::has_files)
    }

    /// Where the answers are posted.
    fn address(&self) -> String {
        crate::link::below_receipt(&self.number, "correction")
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
