//! The words that names end with: 信用金庫 and 信金 of banks, 支店 and 出張所 of branches.
//!
//! They are written in the folded form of [`super::words`], as they are compared with folded text.

/// An ending, and the ways to write it.
pub(super) struct Ending {
    /// Written out: `信用金庫`.
    pub(super) full: &'static str,
    /// As the list and most people write it: `信金`.
    pub(super) short: &'static str,
    /// Of `full` and of `short`.
    pub(super) readings: [&'static str; 2],
    /// What else people write.
    others: &'static [&'static str],
    /// What some write in front instead: `ＪＡ` for 農業協同組合.
    pub(super) fronts: &'static [&'static str],
}

const PLAIN: Ending = Ending { full: "", short: "", readings: ["", ""], others: &[], fronts: &[] };

const BANK: &str = "銀行";

pub(super) const OF_BANKS: &[Ending] = &[
    Ending { full: BANK, readings: ["ギンコウ", ""], others: &["バンク", "BANK"], ..PLAIN },
    Ending {
        full: "信用金庫", short: "信金", readings: ["シンヨウキンコ", "シンキン"], ..PLAIN
    },
    Ending {
        full: "信用組合",
        short: "信組",
        readings: ["シンヨウクミアイ", "シンクミ"],
        others: &["信用協同組合"],
        ..PLAIN
    },
    Ending {
        full: "労働金庫", short: "労金", readings: ["ロウドウキンコ", "ロウキン"], ..PLAIN
    },
    Ending {
        full: "中央金庫",
        short: "中金",
        readings: ["チユウオウキンコ", "チユウキン"],
        ..PLAIN
    },
    Ending {
        full: "農業協同組合",
        short: "農協",
        readings: ["ノウギヨウキヨウドウクミアイ", "ノウキヨウ"],
        fronts: &["JA", "ジエイエー", "ジエーエー"],
        ..PLAIN
    },
    Ending {
        full: "信用農業協同組合連合会",
        short: "信連",
        readings: ["シンヨウノウギヨウキヨウドウクミアイレンゴウカイ", "シンレン"],
        others: &["信農連"],
        ..PLAIN
    },
    Ending {
        full: "漁業協同組合",
        short: "漁協",
        readings: ["ギヨギヨウキヨウドウクミアイ", "ギヨキヨウ"],
        ..PLAIN
    },
    Ending {
        full: "信用漁業協同組合連合会",
        short: "信漁連",
        readings: ["シンヨウギヨギヨウキヨウドウクミアイレンゴウカイ", "シンギヨレン"],
        ..PLAIN
    },
];

/// What a branch without an ending is.
pub(super) const BRANCH: &str = "支店";

pub(super) const OF_BRANCHES: &[Ending] = &[
    Ending { full: BRANCH, readings: ["シテン", ""], others: &["店"], ..PLAIN },
    Ending { full: "出張所", readings: ["シユツチヨウジヨ", ""], ..PLAIN },
    Ending { full: "営業部", readings: ["エイギヨウブ", ""], ..PLAIN },
    Ending { full: "支所", readings: ["シシヨ", ""], ..PLAIN },
];

impl Ending {
    /// Every way to write it.
    fn ways(&self) -> impl Iterator<Item = &'static str> {
        let ways = [self.full, self.short].into_iter().chain(self.readings);
        ways.chain(self.others.iter().copied()).filter(|way| !way.is_empty())
    }
}

/// Whether a folded text is an ending and nothing else.
pub(super) fn is_one(text: &str, endings: &[Ending]) -> bool {
    endings.iter().flat_map(Ending::ways).any(|way| way == text)
}

/// A folded name without its ending, and the ending.
pub(super) fn parted<'a>(
    name: &'a str,
    endings: &'static [Ending],
) -> Option<(&'a str, &'static Ending)> {
    let parted = endings.iter().filter_map(|ending| {
        let stems = ending.ways().filter_map(|way| name.strip_suffix(way));
        let stem = stems.min_by_key(|stem| stem.len())?;
        Some((stem, ending)).filter(|(stem, _)| !stem.is_empty())
    });
    // The longest ending counts: 支店, not 店.
    parted.min_by_key(|(stem, _)| stem.len())
}

/// Names that no rule makes from the list.
const IRREGULAR: &[(u16, &str)] = &[
    (200, "ワイズ・ペイメンツ・ジャパン"),
    (403, "バンク・オブ・アメリカ・エヌ・エイ"),
    (439, "ユービーエス・エイ・ジー"),
    (2004, "商工組合中央金庫"),
    (2010, "全国信用協同組合連合会"),
    (2950, "労働金庫連合会"),
    (3771, "秋田たかのす農業協同組合"),
    (9481, "漁業協同組合ＪＦしまね"),
];
const POST_BANK: u16 = 9900;

/// The name of a bank with its ending written out: 七十七銀行, 杜の都信用金庫.
pub(super) fn full_name(code: u16, listed: &str) -> String {
    if let Some((_, name)) = IRREGULAR.iter().find(|(irregular, _)| *irregular == code) {
        return (*name).to_owned();
    }
    let short = OF_BANKS.iter().filter(|ending| !ending.short.is_empty());
    let mut written_out = short.filter_map(|ending| {
        Some(format!("{}{}", listed.strip_suffix(ending.short)?, ending.full))
    });
    // Codes below 1000 are banks; those from abroad often keep their own word for it.
    let is_bank = (code < 1000 && !listed.contains("バンク")) || code == POST_BANK;
    match written_out.next() {
        Some(name) => name,
        None if is_bank => format!("{listed}{BANK}"),
        None => listed.to_owned(),
    }
}
