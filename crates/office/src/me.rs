//! `/office/me`: who one is here, what one may do, and another password.

pub(super) mod own_people;
pub(super) mod sessions;

use actix_web::{HttpRequest, HttpResponse, Responder as _, web};
use askama::Template;
use back_office::{
    BackOffice, Error, MorningChoice, PeopleFault, SignInFault, Staff, WeakPassword,
};
use serde::Deserialize;

use self::{own_people::OwnPeople, sessions::SessionLine};
use super::{
    case::Notice,
    frame::Frame,
    grants::GrantLine,
    history::moment,
    passkey::{self, PasskeyForm, PasskeyLine},
};
use crate::link;
use ::web::{
    guard::{Browser, Guard, Guarded, Member, Network, Signed, WebError, bake, cookie},
    page::{Page, see_other},
};

/// What stands in the address.
#[derive(Debug, Deserialize)]
pub(super) struct Came {
    /// What was done before.
    #[serde(default)]
    done: String,
}

/// What was typed. No `Debug`: it holds passwords.
#[derive(Deserialize)]
pub(super) struct PasswordForm {
    #[serde(rename = "current-password")]
    current: String,
    #[serde(rename = "new-password")]
    chosen: String,
    #[serde(rename = "new-password-again")]
    again: String,
}

#[derive(Template)]
#[template(path = "me.html")]
struct MePage {
    frame: Frame,
    email: String,
    grants: Vec<GrantLine>,
    /// What was done just now.
    notice: Option<Notice>,
    sessions: Vec<SessionLine>,
    /// 除斥: from whose matters they keep away.
    own: OwnPeople,
    /// How often the letter of the morning comes: words, names, and whether it is that.
    mornings: Vec<(&'static str, &'static str, bool)>,
    problem: Option<Problem>,
    /// The second factor, where one is asked for: since when, and what is left of its codes.
    factor: Option<(String, u64)>,
    passkeys: Vec<PasskeyLine>,
    /// What to ask the browser for, to make another one.
    passkey: PasskeyForm,
    /// By what an authenticator knows the person.
    user: String,
}

/// What is wrong, and with which field.
#[derive(Debug, PartialEq, Eq)]
struct Problem {
    field: &'static str,
    sentence: &'static str,
}

/// The page.
pub(super) async fn show(
    back_office: web::Data<BackOffice>,
    staff: Signed<Member>,
    browser: Browser,
    came: web::Query<Came>,
) -> Result<Page<impl Template>, WebError> {
    let page = MePage::of(&back_office, &staff, &browser).await?;
    Ok(Page::ok(MePage { notice: done(&came.done), ..page }))
}

/// Takes the password that was chosen. Every other session of the person ends.
pub(super) async fn change_password(
    back_office: web::Data<BackOffice>,
    guard: web::Data<Guard>,
    staff: Signed<Member>,
    browser: Browser,
    request: HttpRequest,
    form: Guarded<PasswordForm>,
) -> Result<HttpResponse, WebError> {
    let PasswordForm { current, chosen, again } = form.into_inner();
    let problem = if chosen == again {
        match back_office.change_password(&staff, &current, chosen).await {
            Ok(begun) => {
                bake(&request, cookie::set(guard.settings(), cookie::Purpose::Staff, begun.token));
                return Ok(see_other(&format!("{}?done={DONE}", link::ME)));
            }
            Err(PeopleFault::Intent(Error::SignIn(SignInFault::Wrong))) => {
                let network = Network::of(&request, guard.settings());
                tracing::warn!(target: "security", outcome = "wrong", staff = %staff.id(), %network, "password not changed");
                Problem {
                    field: "current-password", sentence: "今のパスワードが違います。"
                }
            }
            Err(PeopleFault::Password(weak)) => Problem::of(weak),
            Err(PeopleFault::Intent(fault)) => return Err(fault.into()),
            Err(other) => return Err(Error::internal(other).into()),
        }
    } else {
        Problem {
            field: "new-password-again",
            sentence: "新しいパスワードと同じものを、もう一度入れてください。",
        }
    };
    let page = MePage::of(&back_office, &staff, &browser).await?;
    Ok(Page::to_mend(MePage { problem: Some(problem), ..page }).respond_to(&request))
}

/// What was typed to give one's authenticator up. No `Debug`: it holds a password.
#[derive(Deserialize)]
pub(super) struct FactorForm {
    #[serde(rename = "factor-password")]
    known: String,
}

/// Takes one's authenticator away; the next sign-in sets up another one.
pub(super) async fn give_factor_up(
    back_office: web::Data<BackOffice>,
    staff: Signed<Member>,
    browser: Browser,
    request: HttpRequest,
    form: Guarded<FactorForm>,
) -> Result<HttpResponse, WebError> {
    match back_office.give_factor_up(&staff, &form.known).await {
        Ok(()) => {
            tracing::info!(target: "security", outcome = "second factor given up", staff = %staff.id());
            Ok(see_other(link::SIGN_IN))
        }
        Err(Error::SignIn(SignInFault::Wrong)) => {
            let problem = Problem {
                field: "factor-password",
                sentence: "今のパスワードが違います。",
            };
            let page = MePage::of(&back_office, &staff, &browser).await?;
            Ok(Page::to_mend(MePage { problem: Some(problem), ..page }).respond_to(&request))
        }
        Err(fault) => Err(fault.into()),
    }
}

/// The page with what is wrong with one of its fields.
pub(super) async fn refused(
    back_office: &BackOffice,
    staff: &Staff,
    browser: &Browser,
    request: &HttpRequest,
    (field, sentence): (&'static str, &'static str),
) -> Result<HttpResponse, WebError> {
    let page = MePage::of(back_office, staff, browser).await?;
    let problem = Some(Problem { field, sentence });
    Ok(Page::to_mend(MePage { problem, ..page }).respond_to(request))
}

/// How often somebody wants the letter of the morning.
#[derive(Deserialize)]
pub(super) struct MorningForm {
    #[serde(default)]
    morning: String,
}

/// Keeps how often the letter of the morning comes.
pub(super) async fn choose_morning(
    back_office: web::Data<BackOffice>,
    staff: Signed<Member>,
    browser: Browser,
    request: HttpRequest,
    form: Guarded<MorningForm>,
) -> Result<HttpResponse, WebError> {
    let Ok(choice) = form.into_inner().morning.parse() else {
        let problem = ("morning", "どのくらい受け取るかを選んでください。");
        return refused(&back_office, &staff, &browser, &request, problem).await;
    };
    back_office.choose_morning(&staff, choice).await?;
    Ok(see_other(&format!("{}?done={CHOSEN}", link::ME)))
}

/// In the address after the password was changed.
const DONE: &str = "password";
/// In the address after it was chosen how often the letter of the morning comes.
const CHOSEN: &str = "morning";

const fn morning_name(choice: MorningChoice) -> &'static str {
    match choice {
        MorningChoice::Daily => "開庁日の朝ごと",
        MorningChoice::Weekly => "週のはじめの開庁日だけ",
        MorningChoice::Never => "受け取らない",
    }
}

/// What the page says after something was done.
fn done(word: &str) -> Option<Notice> {
    let (title, advice) = match word {
        DONE => (
            "パスワードを変えました",
            "ほかの端末のサインインと、プログラムのトークンは終わりました。この画面は、そのまま使えます。",
        ),
        passkey::ADDED => (
            "パスキーを登録しました",
            "次のサインインから使えます。パスワードと認証アプリも、今までどおり使えます。",
        ),
        passkey::REMOVED => {
            ("パスキーを外しました", "端末に残っているパスキーは、端末の設定で消してください。")
        }
        own_people::ADDED => (
            "除斥する人を登録しました",
            "その人の案件は開けなくなり、「次の1件」にも出ません。担当中だった案件は、未着手に戻しました。",
        ),
        own_people::REMOVED => {
            ("除斥する人の登録を消しました", "その人の案件を、また扱えるようになりました。")
        }
        CHOSEN => ("朝の件数の知らせを変えました", "次の開庁日の朝から、選んだとおりに届きます。"),
        sessions::DONE => {
            ("サインインを終わらせました", "その端末では、サインインし直す必要があります。")
        }
        _ => return None,
    };
    Some(Notice { title, advice: advice.into(), is_problem: false })
}

impl MePage {
    async fn of(
        back_office: &BackOffice,
        staff: &Staff,
        browser: &Browser,
    ) -> Result<Self, WebError> {
        let grants = staff.authority.grants().map(|grant| GrantLine::of(back_office, grant));
        Ok(Self {
            grants: grants.collect(),
            frame: Frame::of(back_office, staff, browser).await?,
            email: staff.email.clone(),
            notice: None,
            sessions: {
                let today = back_office.today();
                let open = back_office.my_sessions(staff).await?.into_iter();
                open.map(|session| SessionLine::of(session, today)).collect()
            },
            own: OwnPeople::of(back_office.my_own_people(staff).await?, back_office.today()),
            mornings: mornings(back_office.morning_choice(staff).await?),
            problem: None,
            passkeys: {
                let today = back_office.today();
                let known = back_office.my_passkeys(staff).await?.into_iter();
                known.map(|passkey| PasskeyLine::of(passkey, today)).collect()
            },
            passkey: back_office.passkey_to_make(staff).await?.into(),
            user: staff.id().to_string(),
            factor: back_office
                .factor(staff)
                .await?
                .map(|factor| (moment(factor.since), factor.recovery_left)),
        })
    }

    /// What is wrong with a field; empty when nothing is.
    fn wrong(&self, field: &str) -> &'static str {
        let problem = self.problem.as_ref().filter(|problem| problem.field == field);
        problem.map_or("", |problem| problem.sentence)
    }
}

fn mornings(chosen: MorningChoice) -> Vec<(&'static str, &'static str, bool)> {
    let all = MorningChoice::ALL.iter();
    all.map(|choice| (choice.word(), morning_name(*choice), *choice == chosen)).collect()
}

impl Problem {
    const fn of(weak: WeakPassword) -> Self {
        Self { field: "new-password", sentence: sentence_of(weak) }
    }
}

/// Why a password will not do.
pub(super) const fn sentence_of(weak: WeakPassword) -> &'static str {
    match weak {
        WeakPassword::Short => {
            "12文字以上にしてください。言葉をいくつか並べると、長くても覚えられます。"
        }
        WeakPassword::Long => "長すぎます。1,000文字より短くしてください。",
        WeakPassword::Monotonous => {
            "同じ文字のくり返しは使えません。違う文字をもっと入れてください。"
        }
        WeakPassword::Common => {
            "よく使われる言葉だけでできています。ほかの人が思いつかない言葉を足してください。"
        }
        WeakPassword::Name => "市の名前やメールアドレスは使えません。ほかの言葉にしてください。",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::audit;

    fn page(problem: Option<Problem>, done: &str) -> String {
        let grants = vec![
            GrantLine {
                role: "担当者".into(),
                department: "保険年金課".into(),
                only: "青葉区・市外".into(),
            },
            GrantLine {
                role: "監査".into(), department: "仙台市".into(), only: String::new()
            },
        ];
        let email = "sato@city.example".into();
        let factor = Some(("2026年11月23日".to_owned(), 9));
        let line = |is_this| SessionLine {
            name: "abcdef012345".into(),
            browser: "Chrome（Windows）".into(),
            began: "11月24日 9:00".into(),
            last_used: "11月24日 10:04".into(),
            is_this,
        };
        let (notice, sessions) = (super::done(done), vec![line(true), line(false)]);
        let passkeys = vec![PasskeyLine {
            id: "abcdef012345".into(),
            name: "<b>仕事の電話".into(),
            created: "11月24日 9:00".into(),
            used: String::new(),
        }];
        let page = MePage {
            frame: Frame::sample(None),
            email,
            grants,
            notice,
            sessions,
            own: OwnPeople {
                lines: vec![("abcdef012345".into(), "11月24日 9:00".into())],
                name: "<b>佐藤 次郎".into(),
                ..OwnPeople::default()
            },
            mornings: mornings(MorningChoice::Weekly),
            problem,
            factor,
            passkeys,
            passkey: PasskeyForm::sample(),
            user: "0193a5c8".into(),
        };
        page.render().unwrap()
    }

    #[test]
    fn the_page_says_what_one_may_do_and_what_is_wrong() {
        let html = page(None, DONE);
        audit(&html);
        assert!(html.contains("青葉区・市外") && html.contains("パスワードを変えました"), "{html}");
        let html = page(Some(Problem::of(WeakPassword::Short)), "");
        audit(&html);
        assert!(html.contains("aria-describedby=\"new-password-problem\""), "{html}");
        assert!(!html.contains("current-password-problem"), "{html}");
        assert!(html.contains("value=\"weekly\" required checked"), "{html}");
    }
}
