//! The clerks' pages: signing in, the queue, one case, figures.
//!
//! Written in Japanese only, as the office works. Who may see and do what is the back office's to
//! say; these pages offer just that.

mod absences;
mod anomalies;
mod answers;
mod approvals;
mod assets;
mod browsers;
mod bulk;
mod by_rule;
mod case;
mod code;
mod consultations;
mod counter;
mod differences;
mod dispatch;
mod draws;
mod enclosing;
mod fee;
mod file;
mod frame;
mod fresh;
mod giving_back;
mod granting;
mod grants;
mod history;
mod instructions;
mod invitation;
mod labels;
mod link;
mod me;
mod mend;
mod message_templates;
mod moves;
mod notice_templates;
mod passkey;
mod preview;
mod queue;
mod readers;
mod registers;
mod releases;
mod reopening;
mod reveal;
mod routing;
mod samples;
mod second;
mod sign_in;
mod sign_on;
mod staff;
mod statistics;
mod take;
mod tasks;
mod templates;
mod typed;
mod views;

use ::web::{
    guard::{
        Administrator, Adviser, Clerk, Decider, Follower, Keeper, Member, Overseer, Post, Poster,
        Reader, Receptionist, Registrar, Sampler, Worker,
    },
    limits::Rate,
    route::{Admission, Changing, Object, Reading},
    table::Table,
};

/// The addresses of the office.
pub fn routes(table: &mut Table) {
    assets::routes(table);
    let door = Reading::new(Admission::Anybody, Object::Nothing, Rate::StaffPage);
    let knock = Changing::form(Admission::Anybody, Object::Nothing, Rate::SignIn);
    let leave = Changing::form(Admission::Anybody, Object::Nothing, Rate::StaffForm);
    table.get(link::SIGN_IN, door, sign_in::show).post(link::SIGN_IN, knock, sign_in::submit).post(
        link::SIGN_OUT,
        leave,
        sign_in::sign_out,
    );

    // Guesses are counted by account; a whole office comes in by one network in the morning.
    let code = Changing::form(Admission::Anybody, Object::Nothing, Rate::StaffForm);
    table.get(link::SECOND, door, second::show).post(link::SECOND, code, second::submit);

    table.post(link::PASSKEY, knock, passkey::alone);
    let elsewhere = Reading::new(Admission::Anybody, Object::Nothing, Rate::SignIn);
    table.get(link::SIGN_ON, elsewhere, sign_on::leave).get(
        "/office/sign-in/oidc/back",
        elsewhere,
        sign_on::back,
    );

    let open = Reading::new(Admission::Anybody, Object::Nothing, Rate::Code);
    let choose = Changing::form(Admission::Anybody, Object::Nothing, Rate::Code);
    table.get("/office/invitations/{token}", open, invitation::show).post(
        "/office/invitations/{token}",
        choose,
        invitation::submit,
    );

    lists(table);
}

/// The queue, views of it, figures, and one's own page.
#[expect(clippy::too_many_lines, reason = "one for each page")]
fn lists(table: &mut Table) {
    let list = reading::<Reader>(Object::Nothing, Rate::StaffPage);
    let take = changing::<Clerk>(Object::Nothing);
    let job = reading::<Worker>(Object::BulkJob, Rate::StaffPage);
    table
        .get("/office", reading::<Member>(Object::Nothing, Rate::StaffPage), queue::show)
        .get(link::OFFICE, reading::<Member>(Object::Nothing, Rate::StaffPage), queue::show)
        .post(
            link::OFFICE,
            Changing::form(Admission::staff::<Reader>(), Object::Nothing, Rate::StaffSearch),
            queue::narrow,
        )
        .post(link::TAKE_NEXT, take, take::next)
        .get(link::BULK, reading::<Worker>(Object::Nothing, Rate::StaffPage), bulk::list)
        .post(link::BULK, changing::<Worker>(Object::Nothing), bulk::submit)
        .get("/office/bulk/{job}", job, bulk::show)
        .get("/office/bulk/{job}/progress", job, bulk::progress)
        .get(link::RELEASES, reading::<Keeper>(Object::Nothing, Rate::StaffPage), releases::list)
        .get(
            "/office/releases/{release}",
            reading::<Keeper>(Object::Release, Rate::StaffPage),
            releases::show,
        )
        .post("/office/releases/{release}", changing::<Keeper>(Object::Release), releases::answer)
        .get(link::TASKS, reading::<Reader>(Object::Nothing, Rate::StaffPage), tasks::show)
        .get(link::APPROVALS, reading::<Decider>(Object::Nothing, Rate::StaffPage), approvals::show)
        .get(link::AFTER, reading::<Decider>(Object::Nothing, Rate::StaffPage), approvals::after)
        .get(link::DRAWS, reading::<Decider>(Object::Nothing, Rate::StaffPage), draws::show)
        .post(link::DRAWS, changing::<Decider>(Object::Nothing), draws::submit)
        .get(link::BY_RULE, reading::<Decider>(Object::Nothing, Rate::StaffPage), by_rule::show)
        .post(link::BY_RULE, changing::<Decider>(Object::Nothing), by_rule::submit)
        .get(link::SAMPLE, reading::<Sampler>(Object::Nothing, Rate::StaffPage), samples::show)
        .get(link::ABSENCES, reading::<Member>(Object::Nothing, Rate::StaffPage), absences::show)
        .post(link::ABSENCES, changing::<Member>(Object::Nothing), absences::submit)
        .get(link::STATISTICS, list, statistics::show)
        .get(link::TEMPLATES, reading::<Keeper>(Object::Nothing, Rate::StaffPage), templates::show)
        .post(link::TEMPLATES, changing::<Keeper>(Object::Nothing), templates::submit)
        .get(
            link::MESSAGE_TEMPLATES,
            reading::<Keeper>(Object::Nothing, Rate::StaffPage),
            message_templates::show,
        )
        .post(
            link::MESSAGE_TEMPLATES,
            changing::<Keeper>(Object::Nothing),
            message_templates::submit,
        )
        .get(
            link::NOTICE_TEMPLATES,
            reading::<Keeper>(Object::Nothing, Rate::StaffPage),
            notice_templates::show,
        )
        .post(
            link::NOTICE_TEMPLATES,
            Changing::form(Admission::staff::<Keeper>(), Object::Nothing, Rate::Paper),
            notice_templates::submit,
        )
        .get(
            link::NOTICE_PREVIEW,
            reading::<Keeper>(Object::Nothing, Rate::Paper),
            notice_templates::preview,
        )
        .get(link::LABELS, reading::<Keeper>(Object::Nothing, Rate::StaffPage), labels::show)
        .post(link::LABELS, changing::<Keeper>(Object::Nothing), labels::submit)
        .get(
            link::INSTRUCTIONS,
            reading::<Keeper>(Object::Nothing, Rate::StaffPage),
            instructions::show,
        )
        .post(link::INSTRUCTIONS, changing::<Keeper>(Object::Nothing), instructions::submit)
        .get(link::REGISTERS, reading::<Keeper>(Object::Nothing, Rate::StaffPage), registers::show)
        .get(link::ROUTING, reading::<Keeper>(Object::Nothing, Rate::StaffPage), routing::show)
        .post(link::ROUTING, changing::<Keeper>(Object::Nothing), routing::submit)
        .get(link::ME, reading::<Member>(Object::Nothing, Rate::StaffPage), me::show)
        .post(
            link::MY_PASSWORD,
            Changing::form(Admission::staff::<Member>(), Object::Nothing, Rate::SignIn),
            me::change_password,
        )
        .post(link::MY_MORNING, changing::<Member>(Object::Nothing), me::choose_morning)
        .post(
            link::MY_FACTOR,
            Changing::form(Admission::staff::<Member>(), Object::Nothing, Rate::SignIn),
            me::give_factor_up,
        )
        .post(link::MY_SESSIONS, changing::<Member>(Object::Nothing), me::sessions::end)
        .post(link::MY_OWN_PEOPLE, changing::<Member>(Object::Nothing), me::own_people::change)
        .post(link::MY_PASSKEYS, changing::<Member>(Object::Nothing), passkey::change);
    audit_routes(table);
    consultation_routes(table);
    counter_routes(table);
    dispatch_routes(table);
    staff_routes(table);
    view_routes(table);
    case_routes(table);
}

/// Who looked at what.
fn audit_routes(table: &mut Table) {
    let list = reading::<Overseer>(Object::Nothing, Rate::StaffPage);
    table
        .get(link::LOOKS, list, readers::show)
        .get(
            link::LOOKS_FILE,
            reading::<Overseer>(Object::Nothing, Rate::Paper),
            readers::file::show,
        )
        .get(link::ANSWERS, list, anomalies::answered)
        .post(link::ANSWERS, changing::<Overseer>(Object::Nothing), anomalies::answer);
}

/// What departments ask one another.
fn consultation_routes(table: &mut Table) {
    let list = reading::<Adviser>(Object::Nothing, Rate::StaffPage);
    let asked = "/office/consultations/cases/{id}/{consultation}";
    table
        .get(link::CONSULTATIONS, list, consultations::show)
        .get(asked, reading::<Adviser>(Object::Case, Rate::StaffPage), consultations::asked::show)
        .post(asked, changing::<Adviser>(Object::Case), consultations::asked::submit);
}

/// Who stands at the counter.
fn counter_routes(table: &mut Table) {
    let serve =
        Changing::form(Admission::staff::<Receptionist>(), Object::Nothing, Rate::StaffSearch);
    let begin = reading::<Receptionist>(Object::Nothing, Rate::StaffPage);
    table.get(link::COUNTER, begin, counter::show).post(link::COUNTER, serve, counter::submit);
}

/// Papers on their way out, and back.
fn dispatch_routes(table: &mut Table) {
    let paper = reading::<Poster>(Object::Case, Rate::Paper);
    table
        .get(link::DISPATCH, reading::<Poster>(Object::Nothing, Rate::StaffPage), dispatch::show)
        .post(link::DISPATCH, changing::<Poster>(Object::Nothing), dispatch::submit)
        .get(
            link::RETURNED,
            reading::<Follower>(Object::Nothing, Rate::StaffPage),
            dispatch::returned::show,
        )
        .post(link::RETURNED, changing::<Poster>(Object::Nothing), dispatch::returned::submit)
        .get(link::POSTED, reading::<Poster>(Object::Nothing, Rate::Paper), dispatch::posted::show)
        .get("/office/dispatch/cases/{id}/notices/{notice}", paper, dispatch::paper::show)
        .post(link::BATCHES, changing::<Poster>(Object::Nothing), dispatch::gather::submit);
    let print = reading::<Poster>(Object::Batch, Rate::Paper);
    let say = changing::<Poster>(Object::Batch);
    table
        .get(
            "/office/dispatch/{batch}",
            reading::<Poster>(Object::Batch, Rate::StaffPage),
            dispatch::batch::show,
        )
        .post("/office/dispatch/{batch}/prints", say, dispatch::batch::print::submit)
        .get("/office/dispatch/{batch}/prints/{print}", print, dispatch::batch::print::show)
        .post("/office/dispatch/{batch}/count", say, dispatch::batch::count::submit)
        .post("/office/dispatch/{batch}/posting", say, dispatch::batch::posting::submit);
}

/// The people who work here.
fn staff_routes(table: &mut Table) {
    let person = reading::<Registrar>(Object::Person, Rate::StaffPage);
    table
        .get(link::STAFF, reading::<Registrar>(Object::Nothing, Rate::StaffPage), staff::show)
        .get(
            link::INVITE,
            reading::<Administrator>(Object::Nothing, Rate::StaffPage),
            staff::invite::show,
        )
        .post(link::INVITE, changing::<Administrator>(Object::Nothing), staff::invite::submit)
        .get(
            link::TRANSFERS,
            reading::<Administrator>(Object::Nothing, Rate::StaffPage),
            staff::transfers::show,
        )
        .post(
            link::TRANSFERS,
            changing::<Administrator>(Object::Nothing),
            staff::transfers::try_out,
        )
        .post(link::TRANSFER, changing::<Administrator>(Object::Nothing), staff::transfers::submit)
        .get("/office/staff/{person}", person, staff::person::show)
        .post(
            "/office/staff/{person}/changes",
            changing::<Administrator>(Object::Person),
            staff::change::submit,
        );
}

/// Lists that are kept.
fn view_routes(table: &mut Table) {
    let list = reading::<Reader>(Object::Nothing, Rate::StaffPage);
    let view = reading::<Reader>(Object::View, Rate::StaffPage);
    let arrange = changing::<Reader>(Object::View);
    table
        .get(link::VIEWS, list, views::list)
        .post(link::VIEWS, changing::<Reader>(Object::Nothing), views::add)
        .get(link::NEW_VIEW, list, views::begin)
        .get("/office/views/{view}", view, queue::show_kept)
        .get("/office/views/{view}/edit", view, views::edit)
        .post("/office/views/{view}/edit", arrange, views::change)
        .post("/office/views/{view}/away", arrange, views::put_away)
        .post("/office/views/{view}/back", arrange, views::bring_back);
}

/// Everything about one case.
fn case_routes(table: &mut Table) {
    let page = reading::<Reader>(Object::Case, Rate::StaffPage);
    let paper = reading::<Reader>(Object::Case, Rate::Paper);
    let file = reading::<Worker>(Object::CaseFile, Rate::StaffPage);
    table
        .get("/office/cases/{id}", page, case::show)
        .get("/office/cases/{id}/outline", page, case::outline::show)
        .get("/office/cases/{id}/next", page, case::neighbour::next)
        .get("/office/cases/{id}/previous", page, case::neighbour::previous)
        .post("/office/cases/{id}/commands", changing::<Worker>(Object::Case), moves::submit)
        .post("/office/cases/{id}/correction", changing::<Worker>(Object::Case), moves::look)
        .post("/office/cases/{id}/decision", changing::<Worker>(Object::Case), moves::draft)
        .get("/office/cases/{id}/proposal.pdf", paper, file::proposal)
        .post("/office/cases/{id}/message", changing::<Worker>(Object::Case), moves::look)
        .get(
            "/office/cases/{id}/edit",
            reading::<Worker>(Object::Case, Rate::StaffPage),
            mend::show,
        )
        .post("/office/cases/{id}/edit", changing::<Worker>(Object::Case), mend::submit)
        .get(
            "/office/cases/{id}/answer",
            reading::<Worker>(Object::Case, Rate::StaffPage),
            mend::show_answer,
        )
        .post("/office/cases/{id}/answer", changing::<Worker>(Object::Case), mend::submit_answer)
        .post(
            "/office/cases/{id}/differences",
            changing::<Worker>(Object::Case),
            differences::close,
        )
        .post("/office/cases/{id}/reveal", changing::<Worker>(Object::Case), reveal::submit)
        .post("/office/cases/{id}/code", changing::<Worker>(Object::Case), code::submit)
        .get(
            "/office/cases/{id}/readers",
            reading::<Overseer>(Object::Case, Rate::StaffPage),
            readers::of_case,
        )
        .get("/office/cases/{id}/changes", page, case::changes::show)
        .get("/office/cases/{id}/application.pdf", paper, file::paper)
        .get("/office/cases/{id}/notices/{notice}", paper, file::notice)
        .get("/office/cases/{id}/attachments/{attachment}", file, file::show)
        .get("/office/cases/{id}/attachments/{attachment}/pages/{n}", file, file::page)
        .get("/office/cases/{id}/attachments/{attachment}/view", file, file::pages)
        .post(
            "/office/cases/{id}/attachments/{attachment}",
            changing::<Worker>(Object::CaseFile),
            file::show_for_a_reason,
        )
        .post(
            "/office/cases/{id}/attachments/{attachment}/turn",
            changing::<Worker>(Object::CaseFile),
            case::files::turn,
        );
}

fn reading<P: Post>(object: Object, rate: Rate) -> Reading {
    Reading::new(Admission::staff::<P>(), object, rate)
}

fn changing<P: Post>(object: Object) -> Changing {
    Changing::form(Admission::staff::<P>(), object, Rate::StaffForm)
}
