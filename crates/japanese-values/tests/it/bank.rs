//! Banks and branches are found by code, by name and by kana.

use japanese_values::{Bank, Branch, bank};

const SHICHIJUSHICHI: &str = "0125";

fn codes(words: &str) -> Vec<&'static str> {
    bank::find(words).iter().map(|bank| bank.code).collect()
}

fn branch_codes(bank: &str, words: &str) -> Vec<&'static str> {
    bank::find_branches(bank, words).iter().map(|branch| branch.code).collect()
}

fn only(words: &str) -> Option<&'static str> {
    bank::only(words).map(|bank| bank.code)
}

fn only_branch(bank: &str, words: &str) -> Option<&'static str> {
    bank::only_branch(bank, words).map(|branch| branch.code)
}

/// All banks: every one is found by the beginning of its code.
fn banks() -> Vec<Bank> {
    (0..10_000).filter_map(|code| bank::by_code(&format!("{code:04}"))).collect()
}

fn branches(bank: &Bank) -> Vec<Branch> {
    let code = |code| format!("{code:03}");
    (0..1000).filter_map(|branch| bank::branch_by_code(bank.code, &code(branch))).collect()
}

#[test]
fn a_code_names_its_bank_and_its_branch() {
    let bank = bank::by_code("０１２５").expect("a bank");
    assert_eq!((bank.name, bank.short_name), ("七十七銀行", "七十七"));
    assert_eq!((bank.kana, bank.to_string().as_str()), ("シチジユウシチ", "七十七銀行 (0125)"));
    let branch = bank::branch_by_code(bank.code, "100").expect("a branch");
    assert_eq!((branch.name, branch.kana), ("本店営業部", "ホンテン"));
    assert_eq!(bank::by_code("0126").map(|bank| bank.name), Some("東邦銀行"));
    for unknown in ["", "125", "0000", "七十七"] {
        assert_eq!(bank::by_code(unknown), None);
        assert_eq!(bank::branch_by_code(unknown, "100"), None);
        assert_eq!(bank::find_branches(unknown, "本店"), []);
    }
    assert_eq!(bank::branch_by_code(SHICHIJUSHICHI, "1"), None);
}

#[test]
fn names_are_written_out() {
    for (code, name) in [
        ("0001", "みずほ銀行"),
        ("0288", "三菱ＵＦＪ信託銀行"),
        ("0401", "シティバンク、エヌ・エイ"),
        ("1000", "信金中央金庫"),
        ("1170", "杜の都信用金庫"),
        ("2004", "商工組合中央金庫"),
        ("2060", "あすか信用組合"),
        ("2954", "東北労働金庫"),
        ("3000", "農林中央金庫"),
        ("3001", "北海道信用農業協同組合連合会"),
        ("3636", "仙台農業協同組合"),
        ("9461", "東日本信用漁業協同組合連合会"),
        ("9900", "ゆうちょ銀行"),
    ] {
        assert_eq!(bank::by_code(code).map(|bank| bank.name), Some(name));
    }
}

#[test]
fn a_bank_is_found_however_it_is_written() {
    for (words, code) in [
        ("0125", "0125"),
        ("０１２５", "0125"),
        ("七十七", "0125"),
        ("七十七銀行", "0125"),
        ("しちじゅうしち", "0125"),
        ("しちじゅうしちぎんこう", "0125"),
        ("ｼﾁｼﾞﾕｳｼﾁ", "0125"),
        ("シチジューシチ", "0125"),
        ("77銀行", "0125"),
        ("16", "0153"),
        ("七十七銀", "0125"),
        ("みずほ", "0001"),
        ("ＵＦＪ", "0005"),
        ("みつびしゆーえふじぇい", "0005"),
        ("paypay", "0033"),
        ("ソニ−", "0035"),
        ("ゆうちょ", "9900"),
        ("ユウチョ銀行", "9900"),
        ("仙台", "0512"),
        ("仙台銀行", "0512"),
        ("せんだいぎんこう", "0512"),
        ("仙台農協", "3636"),
        ("ＪＡ仙台", "3636"),
        ("JAせんだ", "3636"),
        ("じぇいえー仙台", "3636"),
        ("杜の都信用金庫", "1170"),
        ("杜の都信金", "1170"),
        ("杜の都しんきん", "1170"),
        ("もりのみやこ信金", "1170"),
        ("杜の都信用", "1170"),
        ("東北ろうきん", "2954"),
        ("埼玉県信用金庫", "1250"),
        ("北国銀行", "0146"),
        ("信金中金", "1000"),
        ("商工中金", "2004"),
        ("商工組合中央金庫", "2004"),
        ("七十七銀行 (0125)", "0125"),
        ("0125：七十七", "0125"),
    ] {
        assert_eq!(codes(words).first(), Some(&code), "{words}");
    }
}

#[test]
fn what_is_called_so_comes_first_then_what_begins_so_then_what_contains_it() {
    let found = codes("仙台");
    assert_eq!(found, ["0512", "3636"]);
    assert_eq!(codes("三菱")[..2], ["0005", "0288"]);
    let found = codes("中央");
    let place = |code| found.iter().position(|&found| found == code);
    assert!(place("2963") < place("0142"), "中央労働金庫 before 山梨中央銀行: {found:?}");
    assert_eq!(codes("01").first(), Some(&"0116"));
    assert_eq!(codes("01").len(), 20);
    for nothing in ["", " 　", "・", "−", "𠮷𠮷𠮷", "0000", "012５６"] {
        assert_eq!(codes(nothing), Vec::<&str>::new(), "{nothing}");
    }
}

#[test]
fn a_wrong_ending_still_finds_the_name() {
    assert!(codes("杜の都銀行").contains(&"1170"));
    assert_eq!(only("杜の都銀行"), None);
}

#[test]
fn only_what_is_meant_without_doubt_is_taken() {
    for words in ["0125", "七十七", "七十七銀行", "しちじゅうしち", "77銀行", "七十七銀行 (0125)"]
    {
        assert_eq!(only(words), Some(SHICHIJUSHICHI), "{words}");
    }
    assert_eq!(only("ゆうちょ"), Some("9900"));
    assert_eq!(only("仙台銀行"), Some("0512"));
    assert_eq!(only("せんだいぎんこう"), Some("0512"));
    assert_eq!(only("ＪＡさがみ"), Some("5131"));
    assert_eq!(only("中国銀行"), Some("0168"));
    assert_eq!(only("中國銀行"), Some("0489"));
    assert_eq!(only("北国銀行"), Some("0146"));
    for doubtful in [
        "",
        "仙台",
        "横浜",
        "かながわ",
        "ちゅうごく",
        "七十",
        "012",
        "16",
        "銀行",
        "信用金庫",
        "しんきん",
        "0125 仙台銀行",
        "シチジューシチ",
    ] {
        assert_eq!(only(doubtful), None, "{doubtful}");
    }
}

#[test]
fn a_branch_is_found_however_it_is_written() {
    for (words, code) in [
        ("100", "100"),
        ("１００", "100"),
        ("本店", "100"),
        ("本店営業部", "100"),
        ("ほんてん", "100"),
        ("仙台駅前支店", "202"),
        ("せんだいえきまえしてん", "202"),
        ("芭蕉の辻", "204"),
        ("芭蕉ノ辻支店", "204"),
        ("JR仙台", "190"),
        ("ｼﾞｴｲｱｰﾙ", "190"),
        ("長命が丘", "276"),
        ("長命ヶ丘", "276"),
        ("旭ヶ丘支店", "280"),
        ("加茂", "293"),
        ("加茂支店", "293"),
        ("かも出張所", "293"),
        ("とーきょー", "900"),
    ] {
        assert_eq!(branch_codes(SHICHIJUSHICHI, words).first(), Some(&code), "{words}");
    }
    assert_eq!(branch_codes("９９００", "〇五八店")[..1], ["058"]);
    assert_eq!(branch_codes("9900", "○五八")[..1], ["058"]);
    assert_eq!(branch_codes("9900", "ゼロゴハチ")[..1], ["058"]);
    assert_eq!(branch_codes(SHICHIJUSHICHI, "仙台")[..2], ["202", "207"]);
}

#[test]
fn only_the_branch_that_is_meant_without_doubt_is_taken() {
    for words in ["100", "本店営業部", "ほんてん", "本店", "本店営業部 (100)"] {
        assert_eq!(only_branch(SHICHIJUSHICHI, words), Some("100"), "{words}");
    }
    assert_eq!(only_branch(SHICHIJUSHICHI, "長町支店"), Some("251"));
    assert_eq!(only_branch(SHICHIJUSHICHI, "加茂"), Some("293"));
    for doubtful in ["仙台", "長", "支店", "加茂支店", ""] {
        assert_eq!(only_branch(SHICHIJUSHICHI, doubtful), None, "{doubtful}");
    }
}

#[test]
fn every_bank_is_found_by_code_name_and_kana() {
    let banks = banks();
    assert_eq!(banks.len(), 1146);
    for bank in &banks {
        assert_eq!(bank::find(bank.code).first(), Some(bank));
        assert_eq!(bank::find(bank.name).first(), Some(bank));
        assert!(bank::find(bank.short_name).contains(bank), "{bank}");
        assert!(bank::find(bank.kana).contains(bank), "{bank}");
        assert_eq!(bank::only(bank.code), Some(*bank));
        assert_eq!(bank::only(bank.name), Some(*bank));
        assert_eq!(bank::only(&bank.to_string()), Some(*bank));
    }
}

#[test]
fn every_branch_is_found_by_code_and_name() {
    let (mut all, mut doubtful) = (0, 0);
    for bank in banks() {
        for branch in branches(&bank) {
            let found = bank::find_branches(bank.code, branch.name);
            assert_eq!(found.first().map(|found| found.name), Some(branch.name), "{bank} {branch}");
            assert_eq!(bank::only_branch(bank.code, branch.code), Some(branch));
            let named = bank::only_branch(bank.code, branch.name);
            assert!(named.is_none_or(|named| named == branch), "{bank} {branch}");
            all += 1;
            doubtful += usize::from(named.is_none());
        }
    }
    // A bank from abroad has two branches of one name.
    assert_eq!((all, doubtful), (28_944, 2));
}

#[test]
fn every_branch_of_the_region_is_found_by_kana_and_as_it_is_shown() {
    for bank in ["0125", "0512", "1170", "2954", "3636", "9900"] {
        let bank = bank::by_code(bank).expect("a bank");
        for branch in branches(&bank) {
            assert!(bank::find_branches(bank.code, branch.kana).contains(&branch), "{branch}");
            assert_eq!(bank::only_branch(bank.code, &branch.to_string()), Some(branch));
        }
    }
}
