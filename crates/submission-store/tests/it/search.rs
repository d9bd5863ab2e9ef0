//! The blind index: what waits and what is indexed is found alike, however many share a word, and
//! nothing is left of what is erased.

use kernel::{Instant, Reach, SubmissionId};
use submission_store::{
    Page, StoreError,
    cases::{self, QueueFilter},
    search::{self, Field, Indexed, Month, Same, Sought, Word},
};

use crate::town::{Filing, Town, called, minutes, morning, on_both_engines, waiting};

on_both_engines!(
    what_waits_and_what_is_indexed_is_found_alike,
    a_word_of_hundreds_lies_in_shares_of_sixty_four,
    a_correction_adds_words_and_takes_none_away,
    what_is_found_is_walked_from_both_ends_through_the_months,
    months_have_nothing_in_common,
    an_index_is_built_anew,
    the_same_person_is_told_from_a_namesake,
    damage_is_found,
);

fn days(count: i64) -> Instant {
    morning().plus(minutes(60 * 24) * i32::try_from(count).unwrap())
}

async fn files(town: &Town, names: &[&str], at: Instant) -> Filing {
    let mut filing = Filing::of(&town.store, &names.concat(), at);
    filing.words = waiting(&town.store, names, at);
    let kept = filing.clone();
    town.store.write(move |tx| kept.insert(tx)).await.unwrap();
    filing
}

fn read(filing: &Filing, revision: i64, words: Vec<Word>) -> Indexed {
    let words = words.into_iter().collect();
    let (sealer, arrived_at) = (filing.submission.sealer.clone(), filing.submission.arrived_at);
    Indexed { sealer, arrived_at, revision, words, is_protected: false }
}

async fn index(town: &Town, cases: Vec<Indexed>) -> usize {
    town.store.write(move |tx| search::file(tx, &cases)).await.unwrap()
}

async fn indexes(town: &Town, filing: &Filing, names: &[&str]) {
    let words = names.iter().map(|name| called(name)).collect();
    assert_eq!(index(town, vec![read(filing, 1, words)]).await, 1);
}

fn sought(words: &str) -> QueueFilter {
    let words = words.split_whitespace().map(|word| vec![called(word)]).collect();
    QueueFilter { sought: Some(Sought { whole: Vec::new(), words }), ..QueueFilter::default() }
}

async fn found(town: &Town, words: &str) -> Vec<SubmissionId> {
    let filter = sought(words);
    let list = move |tx: &mut submission_store::ReadTx<'_>| {
        let everywhere = Reach::everywhere();
        let counted = cases::count(tx, &everywhere, &filter, 1_000)?;
        let listed = cases::list(tx, &everywhere, &filter, &Page::first(200))?;
        let ids: Vec<SubmissionId> = listed.items.into_iter().map(|entry| entry.id).collect();
        assert_eq!(counted.number, u64::try_from(ids.len()).unwrap());
        Ok::<_, StoreError>(ids)
    };
    town.store.read(list).await.unwrap()
}

async fn waits(town: &Town) -> Vec<SubmissionId> {
    town.store.read(|tx| search::list_waiting(tx, 100)).await.unwrap()
}

async fn what_waits_and_what_is_indexed_is_found_alike(town: Town) {
    let hanako = files(&town, &["山田", "花子"], morning()).await;
    let taro = files(&town, &["山田", "太郎"], days(1)).await;
    indexes(&town, &hanako, &["山田", "花子"]).await;
    assert_eq!(waits(&town).await, std::slice::from_ref(&taro.id));
    assert_eq!(found(&town, "山田").await, [taro.id.clone(), hanako.id.clone()]);
    assert_eq!(found(&town, "花子 山田").await, std::slice::from_ref(&hanako.id));
    assert_eq!(found(&town, "太郎 花子").await, [], "of one case");
    indexes(&town, &taro, &["山田", "太郎"]).await;
    assert!(waits(&town).await.is_empty());
    assert_eq!(found(&town, "山田").await, [taro.id, hanako.id]);
    let elsewhere = Reach::NOWHERE;
    let filter = sought("山田");
    let none = town.store.read(move |tx| cases::list(tx, &elsewhere, &filter, &Page::first(9)));
    assert!(none.await.unwrap().items.is_empty());
}

async fn a_word_of_hundreds_lies_in_shares_of_sixty_four(town: Town) {
    let mut cases = Vec::new();
    for _ in 0..150 {
        let filing = files(&town, &["佐藤"], morning()).await;
        cases.push(read(&filing, 1, vec![called("佐藤")]));
    }
    let later = cases.split_off(70);
    assert_eq!(index(&town, cases).await, 70);
    assert_eq!(index(&town, later).await, 80);
    assert_eq!(found(&town, "佐藤").await.len(), 150);
    let sizes = "SELECT count(*) || ' ' || min(ordinal) AS text FROM search_index \
                 GROUP BY term ORDER BY 1";
    let sizes = town.texts(sizes);
    // The last share has no marker; the others have one beside their cases.
    assert_eq!(sizes, ["22 129", "65 0", "65 0"]);
}

async fn a_correction_adds_words_and_takes_none_away(town: Town) {
    let filing = files(&town, &["山田"], morning()).await;
    indexes(&town, &filing, &["山田"]).await;
    let (id, sealer) = (filing.id.clone(), filing.submission.sealer.clone());
    let words = waiting(&town.store, &["鈴木"], morning());
    let applicant = sealer.seal(submission_store::Part::Applicant, "鈴木".as_bytes());
    let correct = move |tx: &mut submission_store::WriteTx<'_>| {
        submission_store::submissions::correct_applicant(tx, &id, &applicant, (2, &words))
    };
    town.store.write(correct).await.unwrap();
    for name in ["山田", "鈴木"] {
        assert_eq!(found(&town, name).await, std::slice::from_ref(&filing.id), "{name}");
    }
    // What was read before the correction does not end its waiting.
    index(&town, vec![read(&filing, 1, vec![called("山田")])]).await;
    assert_eq!(waits(&town).await, std::slice::from_ref(&filing.id));
    let both = || vec![called("山田"), called("鈴木")];
    index(&town, vec![read(&filing, 2, both())]).await;
    assert!(waits(&town).await.is_empty());
    for name in ["山田", "鈴木"] {
        assert_eq!(found(&town, name).await, std::slice::from_ref(&filing.id), "{name}");
    }
    assert_eq!(town.texts("SELECT count(*) || '' AS text FROM search_index"), ["2"], "once each");
    let case = read(&filing, 2, both());
    assert_eq!(town.store.read(move |tx| search::fits(tx, &case)).await, Ok(Some(true)));
    let more = read(&filing, 2, vec![called("高橋")]);
    assert_eq!(town.store.read(move |tx| search::fits(tx, &more)).await, Ok(Some(false)));
}

async fn what_is_found_is_walked_from_both_ends_through_the_months(town: Town) {
    let mut ids = Vec::new();
    for number in 0..23 {
        let filing = files(&town, &["佐藤"], days(number * 20)).await;
        if number % 3 != 0 {
            indexes(&town, &filing, &["佐藤"]).await;
        }
        ids.insert(0, filing.id);
    }
    let ask = |page: Page| {
        let filter = sought("佐藤");
        town.store.read(move |tx| cases::list(tx, &Reach::everywhere(), &filter, &page))
    };
    let (mut page, mut walked) = (Page::first(4), Vec::new());
    let first_page = loop {
        let listed = ask(page.clone()).await.unwrap();
        walked.extend(listed.items.iter().map(|entry| entry.id.clone()));
        match listed.next {
            Some(next) => page = Page::after(4, next),
            None => break listed.previous,
        }
    };
    assert_eq!(walked, ids);
    let (mut back, mut before) = (Vec::new(), first_page);
    while let Some(cursor) = before {
        let listed = ask(Page::before(4, cursor)).await.unwrap();
        let page: Vec<SubmissionId> = listed.items.iter().map(|entry| entry.id.clone()).collect();
        back = [page, back].concat();
        before = listed.previous;
    }
    assert_eq!(back, ids[..20], "the pages before the last one");
}

async fn months_have_nothing_in_common(town: Town) {
    for at in [morning(), days(40)] {
        let filing = files(&town, &["佐藤"], at).await;
        indexes(&town, &filing, &["佐藤"]).await;
    }
    let terms = "SELECT count(DISTINCT term) || ' ' || count(DISTINCT month) AS text \
                 FROM search_index";
    assert_eq!(town.texts(terms), ["2 2"]);
    assert_eq!(found(&town, "佐藤").await.len(), 2);
}

async fn an_index_is_built_anew(town: Town) {
    let (one, other) =
        (files(&town, &["佐藤"], morning()).await, files(&town, &["佐藤"], days(40)).await);
    indexes(&town, &one, &["佐藤"]).await;
    indexes(&town, &other, &["佐藤"]).await;
    let month = Month::of(days(40));
    let months = town.store.read(|tx| search::months(tx)).await.unwrap();
    assert_eq!(months.len(), 2);
    town.store.write(move |tx| search::rebuild(tx, month)).await.unwrap();
    assert_eq!(town.store.read(|tx| search::is_behind(tx)).await, Ok(true));
    assert_eq!(found(&town, "佐藤").await, std::slice::from_ref(&one.id));
    assert_eq!(waits(&town).await, std::slice::from_ref(&other.id));
    indexes(&town, &other, &["佐藤"]).await;
    assert_eq!(town.store.read(|tx| search::is_behind(tx)).await, Ok(false));
    assert_eq!(found(&town, "佐藤").await.len(), 2);
    town.store.write(search::rebuild_all).await.unwrap();
    assert_eq!(waits(&town).await.len(), 2);
    assert!(town.texts("SELECT term || '' AS text FROM search_index").is_empty());
}

async fn the_same_person_is_told_from_a_namesake(town: Town) {
    let person = |more: &[(Field, &str)]| -> Vec<Word> {
        let base = Word::new(Field::Person, "山田花子 1990-03-09");
        let more = more.iter().map(|(field, key)| Word::new(*field, *key));
        [base].into_iter().chain(more).collect()
    };
    let kana = person(&[(Field::PersonKana, "ヤマダハナコ")]);
    let phone = person(&[(Field::PersonPhone, "09012345678")]);
    let namesake = files(&town, &["山田花子"], morning()).await;
    index(&town, vec![read(&namesake, 1, person(&[]))]).await;
    let same = files(&town, &["山田花子"], days(40)).await;
    index(&town, vec![read(&same, 1, kana.clone())]).await;
    let mut waiting = Filing::of(&town.store, "山田花子", days(41));
    waiting.words = search::Waiting::of(town.store.keys(), days(41), &phone);
    let kept = waiting.clone();
    town.store.write(move |tx| kept.insert(tx)).await.unwrap();
    let asked = [kana, phone].concat();
    let found = town.store.read(move |tx| search::same(tx, &asked, 10)).await.unwrap();
    let expected =
        [(waiting.id, Same::Person), (same.id, Same::Person), (namesake.id, Same::NameAndBirth)];
    assert_eq!(found, expected);
    let nobody = town.store.read(|tx| search::same(tx, &[], 10)).await;
    assert_eq!(nobody, Ok(Vec::new()));
}

async fn damage_is_found(town: Town) {
    town.leaves_loose_ends();
    let filing = files(&town, &["佐藤"], morning()).await;
    indexes(&town, &filing, &["佐藤"]).await;
    let files = town.store.files().clone();
    let findings = || async {
        let files = files.clone();
        let look = move |tx: &mut submission_store::ReadTx<'_>| {
            use submission_store::fsck;
            fsck::check(tx, &files, fsck::Depth::Deep, days(1))
        };
        let found = town.store.read(look).await.unwrap().faults;
        found.into_iter().map(|fault| (fault.rule, fault.table)).collect::<Vec<_>>()
    };
    assert_eq!(findings().await, []);
    town.sql("UPDATE search_index SET ordinal = 7").unwrap();
    let both = [("search", "search_cases"), ("search", "search_index")];
    assert_eq!(findings().await, both, "a term is missing, and one is of no case");
    town.sql("DELETE FROM search_index").unwrap();
    town.sql("DELETE FROM search_cases").unwrap();
    assert_eq!(findings().await, [("search", "search_cases")], "no search finds it");
}
