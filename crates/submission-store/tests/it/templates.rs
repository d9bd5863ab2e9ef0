//! Texts of notices are listed in pages, and so is what waits among them.

use submission_store::notice_templates::{self, NoticeTemplateKey, TemplateSettled};

use crate::town::{REGISTER, Town, WATER, department, morning, on_both_engines};

on_both_engines!(texts_are_listed_in_pages_the_last_one_first,);

async fn texts_are_listed_in_pages_the_last_one_first(town: Town) {
    let (one, other) = (town.clerk("sato").await, town.clerk("kato").await);
    let key = |of: &str, procedure: &str| NoticeTemplateKey {
        department: department(of),
        procedure: procedure.to_owned(),
        kind: "approval".to_owned(),
    };
    for number in 1..=5 {
        let (key, by, second) = (key(REGISTER, ""), one.clone(), other.clone());
        let written = town.store.write(move |tx| {
            notice_templates::write(tx, &key, "{}", &by, morning())?;
            let settled = TemplateSettled { published: true, by: second.clone(), at: morning() };
            notice_templates::settle(tx, number, &settled)
        });
        written.await.unwrap();
    }
    for waiting in [key(REGISTER, "a"), key(WATER, ""), key(REGISTER, "b")] {
        let by = one.clone();
        let write =
            town.store.write(move |tx| notice_templates::write(tx, &waiting, "{}", &by, morning()));
        write.await.unwrap();
    }
    let listed = |before: Option<i64>| {
        let key = key(REGISTER, "");
        town.store.read(move |tx| notice_templates::list(tx, &key, before, 2))
    };
    for (before, expected) in [(None, vec![5, 4]), (Some(4), vec![3, 2]), (Some(2), vec![1])] {
        let numbers: Vec<i64> = listed(before).await.unwrap().iter().map(|it| it.number).collect();
        assert_eq!(numbers, expected, "before {before:?}");
    }
    let waiting = |limit| {
        let departments = vec![department(REGISTER)];
        town.store.read(move |tx| notice_templates::waiting(tx, &departments, limit))
    };
    for (limit, expected) in [(50, vec![6, 8]), (1, vec![6])] {
        let found = waiting(limit).await.unwrap();
        let numbers: Vec<i64> = found.iter().map(|it| it.number).collect();
        assert_eq!(numbers, expected, "others' departments are not told");
    }
}
