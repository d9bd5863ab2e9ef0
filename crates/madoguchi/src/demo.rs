//! The demonstration's staff, and the words that greet whoever starts it.
//!
//! Only `--demo` makes these people, and without it they cannot sign in. Their passwords come from this database's own key: the
//! same at every start, different on every machine.

use back_office::NewStaff;
use kernel::{AccessCode, DepartmentId, Grant, Rank, Right, Role};
use madoguchi::Rooms;

use crate::{output, settings::Settings};

struct Person {
    email: &'static str,
    name: &'static str,
    title: &'static str,
    role: Role,
    rank: Rank,
    /// The id of the department; nothing for the whole city.
    department: Option<&'static str>,
}

const PEOPLE: [Person; 13] = [
    Person {
        email: "clerk@demo.example",
        name: "佐藤 窓子",
        title: "担当者  ",
        role: Role::Clerk,
        rank: Rank::Staff,
        department: None,
    },
    Person {
        email: "clerk2@demo.example",
        name: "高橋 一",
        title: "担当者2 ",
        role: Role::Clerk,
        rank: Rank::Staff,
        department: None,
    },
    Person {
        email: "lead@demo.example",
        name: "森 主",
        title: "主任    ",
        role: Role::Lead,
        rank: Rank::Staff,
        department: None,
    },
    Person {
        email: "chief@demo.example",
        name: "伊藤 係",
        title: "係長    ",
        role: Role::Approver,
        rank: Rank::Chief,
        department: None,
    },
    Person {
        email: "section@demo.example",
        name: "中村 課",
        title: "課長    ",
        role: Role::Approver,
        rank: Rank::Section,
        department: None,
    },
    Person {
        email: "approver@demo.example",
        name: "鈴木 決",
        title: "部長    ",
        role: Role::Approver,
        rank: Rank::Division,
        department: None,
    },
    Person {
        email: "centre@demo.example",
        name: "渡辺 央",
        title: "センター",
        role: Role::CentreClerk,
        rank: Rank::Staff,
        department: Some("jimu-centre"),
    },
    Person {
        email: "roads@demo.example",
        name: "小林 路",
        title: "合議先  ",
        role: Role::Clerk,
        rank: Rank::Staff,
        department: Some("doro-kanri"),
    },
    Person {
        email: "counter@demo.example",
        name: "村上 窓",
        title: "窓口担当",
        role: Role::CounterClerk,
        rank: Rank::Staff,
        department: None,
    },
    Person {
        email: "post@demo.example",
        name: "三浦 郵",
        title: "郵送担当",
        role: Role::PostClerk,
        rank: Rank::Staff,
        department: None,
    },
    Person {
        email: "author@demo.example",
        name: "田中 様式",
        title: "様式作成",
        role: Role::FormAuthor,
        rank: Rank::Staff,
        department: None,
    },
    Person {
        email: "admin@demo.example",
        name: "山本 管",
        title: "管理者  ",
        role: Role::Administrator,
        rank: Rank::Staff,
        department: None,
    },
    Person {
        email: "admin2@demo.example",
        name: "中村 理",
        title: "管理者2 ",
        role: Role::Administrator,
        rank: Rank::Staff,
        department: None,
    },
];

/// Makes the people, then prints how to come in: what is printed works.
pub(crate) async fn welcome(rooms: Rooms, settings: Settings, address: String) {
    make_people(&rooms).await;
    output::say(format_args!("\n  窓口（申請する方）  {address}/"));
    output::say(format_args!("  窓口（職員）        {address}/office/\n"));
    for person in &PEOPLE {
        let password = password(&rooms, person.email);
        output::say(format_args!("  {}  {:<22} {password}", person.title, person.email));
    }
    output::say(format_args!("\n  mail folder         {}", settings.data.join("mail").display()));
    output::say("  終わるときは Ctrl-C\n");
}

async fn make_people(rooms: &Rooms) {
    let people = rooms.back_office.people();
    let known = people.list().await.unwrap_or_default();
    // Definitions of a city's own have departments of its own.
    let departments = people.organisation().await.map(|told| told.departments).unwrap_or_default();
    let place = |person: &Person| {
        let id = person.department?;
        departments.iter().map(|known| &known.id).find(|known| known.as_str() == id).cloned()
    };
    for person in PEOPLE.iter().filter(|p| known.iter().all(|k| k.email != p.email)) {
        if let Err(fault) = people.add(person.taken_on(place(person), rooms)).await {
            tracing::error!(%fault, "a person of the demonstration could not be made");
        }
    }
}

impl Person {
    fn taken_on(&self, place: Option<DepartmentId>, rooms: &Rooms) -> NewStaff {
        let department = place.unwrap_or_else(DepartmentId::city);
        NewStaff {
            email: self.email.to_owned(),
            name: Some(self.name.to_owned()),
            grant: Grant {
                rank: self.rank,
                rights: opened(self.role).iter().copied().collect(),
                ..Grant::new(self.role, department)
            },
            password: Some(password(rooms, self.email)),
        }
    }
}

/// What people of a role open here: what is sealed, who prepares and decides; identity documents,
/// who checks; where protected people are, who leads and who posts.
fn opened(role: Role) -> &'static [Right] {
    match role {
        Role::Clerk | Role::Approver => &Right::SEEING,
        Role::CentreClerk => &[Right::SeeIdentity],
        Role::Lead => &[Right::SeeIdentity, Right::Protected],
        Role::PostClerk => &[Right::Protected],
        Role::CounterClerk | Role::FormAuthor | Role::Administrator | Role::Auditor => &[],
    }
}

fn password(rooms: &Rooms, email: &str) -> String {
    let key = rooms.derived_key(&format!("demo-password {email}"));
    let mut bytes = [0_u8; 12];
    bytes.iter_mut().zip(key).for_each(|(byte, from)| *byte = from);
    AccessCode::from_bytes(&bytes).reveal().to_lowercase()
}
