//! 専決規程: who decides what, as the definition says it.
//!
//! The table is part of the form, because it reads the answers; who holds which rank, and whether
//! somebody prepared the case, is asked elsewhere.

use kernel::{DepartmentId, Level, Rank, Yen};
use serde_json::Value;

use crate::branch::holds;
use crate::expression::Program;
use crate::pipeline::Setting;
use crate::{Context, Form};

/// What kind of act ends a case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum DecisionKind {
    /// 処分: a permission, a grant, a payment, a refusal.
    #[default]
    Disposition,
    /// 証明: a certificate is issued.
    Attestation,
    /// 申込・契約
    Contract,
    /// 届出: recorded.
    Record,
}

/// Where a decision that is not fully in favour can be contested (教示).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum ReviewBody {
    /// Nowhere: it is no 処分 of the city's.
    None,
    /// 市長
    #[default]
    Mayor,
    /// 都道府県知事 (地方自治法第255条の2)
    Governor,
    /// 介護保険, 国民健康保険 or 後期高齢者医療の審査会
    Board,
    /// 教育委員会, 選挙管理委員会, 固定資産評価審査委員会
    Committee,
    /// 公営企業の管理者
    Enterprise,
    /// 管轄法務局長 (戸籍法第124条)
    Bureau,
}

/// Which way a row of the table decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DecisionVerdict {
    /// In favour.
    Approve,
    /// 一部・条件付き: less than was asked for, or on conditions.
    ApproveInPart,
    /// Against.
    Refuse,
    /// 却下: not looked into, for lack of a form.
    Dismiss,
    /// 届出 is recorded.
    Record,
}

/// Which way a rule of the definition decides: never against anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AutoVerdict {
    /// In favour.
    Approve,
    /// 届出 is recorded.
    Record,
}

/// 自動決定: a rule that decides where a city has switched it on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AutoTerms {
    /// Which way.
    pub verdict: AutoVerdict,
    /// Its condition, as it is written.
    pub when: String,
}

/// A row of the table.
#[derive(Debug)]
pub(crate) struct LevelRow {
    pub(crate) verdicts: Vec<DecisionVerdict>,
    pub(crate) when: Option<Program>,
    pub(crate) level: Level,
}

impl Form {
    /// Who decides so about canonical `data`: the first row of the table that fits. A row whose
    /// condition cannot be told is passed over, for those below it ask for more. Without a table a
    /// 係長 decides what somebody else proposes.
    /// `granted` is what a decision grants in yen (`decision.amount`), where it names an amount.
    pub fn level(
        &self,
        verdict: DecisionVerdict,
        data: &Value,
        context: &Context,
        granted: Option<Yen>,
    ) -> Level {
        let setting = Setting::new(&self.body().tables, context).deciding(granted);
        let fits = |row: &&LevelRow| {
            row.verdicts.contains(&verdict)
                && row.when.as_ref().is_none_or(|when| holds(when, data, &setting))
        };
        let row = self.body().compiled.levels.iter().find(fits);
        row.map_or_else(|| Level::of(Rank::Chief), |row| row.level.clone())
    }

    /// Every department that a row of the table wants asked, with where it stands.
    pub fn consulted(&self) -> impl Iterator<Item = (String, &DepartmentId)> {
        self.body().compiled.levels.iter().enumerate().flat_map(|(row, level)| {
            let named = level.level.consult.iter().enumerate();
            named.map(move |(at, department)| {
                (format!("/x-procedure/decision/levels/{row}/consult/{at}"), department)
            })
        })
    }
}

impl Form {
    /// Whether the rule of the definition decides canonical `data`. What cannot be told is left to
    /// people.
    pub fn decides_by_rule(&self, data: &Value, context: &Context) -> bool {
        let setting = Setting::new(&self.body().tables, context);
        self.body().compiled.auto.as_ref().is_some_and(|when| holds(when, data, &setting))
    }
}

impl DecisionKind {
    /// Every kind by its word in definitions.
    pub(crate) const WORDS: [(&'static str, Self); 4] = [
        ("disposition", Self::Disposition),
        ("attestation", Self::Attestation),
        ("contract", Self::Contract),
        ("record", Self::Record),
    ];
}

impl ReviewBody {
    /// Every body by its word in definitions.
    pub(crate) const WORDS: [(&'static str, Self); 7] = [
        ("none", Self::None),
        ("mayor", Self::Mayor),
        ("governor", Self::Governor),
        ("board", Self::Board),
        ("committee", Self::Committee),
        ("enterprise", Self::Enterprise),
        ("bureau", Self::Bureau),
    ];
}

impl AutoVerdict {
    /// Every verdict by its word in definitions.
    pub(crate) const WORDS: [(&'static str, Self); 2] =
        [("approve", Self::Approve), ("record", Self::Record)];
}

impl DecisionVerdict {
    /// Its word in definitions.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::ApproveInPart => "approve-in-part",
            Self::Refuse => "refuse",
            Self::Dismiss => "dismiss",
            Self::Record => "record",
        }
    }

    /// Every verdict by its word in definitions.
    pub(crate) const WORDS: [(&'static str, Self); 5] = [
        (Self::Approve.word(), Self::Approve),
        (Self::ApproveInPart.word(), Self::ApproveInPart),
        (Self::Refuse.word(), Self::Refuse),
        (Self::Dismiss.word(), Self::Dismiss),
        (Self::Record.word(), Self::Record),
    ];
}

#[cfg(test)]
mod tests {
    use kernel::Language;
    use serde_json::json;

    use super::*;
    use crate::{DefinitionFault, Parts, Source};

    /// A form that asks for a number of copies and for a purpose.
    fn compiled(workflow: &str, decision: &Value) -> Result<Form, Vec<DefinitionFault>> {
        let text = json!({
            "$id": "copy", "title": "見本", "type": "object",
            "x-procedure": { "department": "課", "category": "samples", "workflow": workflow,
                             "decision": decision },
            "x-pages": [{ "id": "one", "title": "1", "fields": ["copies", "purpose"] }],
            "properties": {
                "copies": { "title": "通数", "type": "integer" },
                "purpose": { "title": "目的", "type": "string" }
            }
        })
        .to_string();
        let source = Source { file: "copy.json", text: &text, overlays: &[] };
        Form::compile(&source, &Parts::default())
    }

    fn table(levels: &Value) -> Value {
        json!({ "kind": "attestation", "authority": "mayor", "levels": levels })
    }

    #[test]
    fn the_first_row_that_fits_decides() {
        let levels = json!([
            { "verdict": "approve", "when": "form.copies <= 5", "decider": "staff", "alone": true },
            { "verdict": "approve", "decider": "chief" },
            { "verdict": "*", "decider": "division", "route": ["chief", "section"],
              "deputy": false },
        ]);
        let form = compiled("certificate", &table(&levels)).unwrap();
        let context = Context::on("2026-11-23".parse().unwrap());
        let told = |verdict, answers: &Value| form.level(verdict, answers, &context, None);
        let alone = Level { alone: true, ..Level::of(Rank::Staff) };
        assert_eq!(told(DecisionVerdict::Approve, &json!({ "copies": 5 })), alone);
        let chief = Level::of(Rank::Chief);
        assert_eq!(told(DecisionVerdict::Approve, &json!({ "copies": 6 })), chief);
        // What is not known is no reason to let one person decide.
        assert_eq!(told(DecisionVerdict::Approve, &json!({})), chief);
        let route = vec![Rank::Chief, Rank::Section];
        let long = Level { route, deputy: false, ..Level::of(Rank::Division) };
        assert_eq!(told(DecisionVerdict::Refuse, &json!({ "copies": 1 })), long);
    }

    #[test]
    fn without_a_table_a_chief_decides_what_another_proposes() {
        let text = json!({
            "$id": "plain", "title": "見本", "type": "object",
            "x-procedure": { "department": "課", "category": "samples", "workflow": "standard" },
            "x-pages": [{ "id": "one", "title": "1", "fields": ["a"] }],
            "properties": { "a": { "title": "あ", "type": "string" } }
        })
        .to_string();
        let source = Source { file: "plain.json", text: &text, overlays: &[] };
        let form = Form::compile(&source, &Parts::default()).unwrap();
        let context = Context::on("2026-11-23".parse().unwrap());
        let level = form.level(DecisionVerdict::Approve, &json!({}), &context, None);
        assert_eq!(level, Level::of(Rank::Chief));
    }

    #[test]
    fn what_is_granted_decides_who_grants_it() {
        let levels = json!([
            { "verdict": "approve-in-part", "when": "decision.amount <= 100000", "decider": "chief" },
            { "verdict": "approve-in-part", "decider": "section", "consult": ["zeimu"] },
            { "verdict": "*", "decider": "division" },
        ]);
        let form = compiled("standard", &table(&levels)).unwrap();
        let context = Context::on("2026-11-23".parse().unwrap());
        let verdict = DecisionVerdict::ApproveInPart;
        let decider = |granted| form.level(verdict, &json!({}), &context, granted).decider;
        assert_eq!(decider(Some(Yen::new(100_000))), Rank::Chief);
        assert_eq!(decider(Some(Yen::new(100_001))), Rank::Section);
        // Without amounts nobody knows how much it is.
        assert_eq!(decider(None), Rank::Section);
        let named: Vec<_> = form.consulted().map(|(at, it)| (at, it.to_string())).collect();
        let at = "/x-procedure/decision/levels/1/consult/0".to_owned();
        assert_eq!(named, [(at, "zeimu".to_owned())]);
    }

    #[test]
    fn a_verdict_is_called_what_the_procedure_calls_it() {
        let last = json!([{ "verdict": "*", "decider": "section" }]);
        let mut decision = table(&last);
        decision["words"] = json!({ "approve": "許可", "approve-in-part": "一部許可" });
        let form = compiled("standard", &decision).unwrap();
        let word = |verdict| form.procedure().verdict_word(verdict, Language::English);
        assert_eq!(word(DecisionVerdict::Approve), Some("許可"));
        assert_eq!(word(DecisionVerdict::ApproveInPart), Some("一部許可"));
        assert_eq!(word(DecisionVerdict::Refuse), None);
        decision["words"] = json!({ "grant": "許可" });
        let faults = compiled("standard", &decision).unwrap_err();
        assert_eq!(faults[0].pointer, "/x-procedure/decision/words/grant");
    }

    #[track_caller]
    fn check(workflow: &str, levels: &Value, expected: &[&str]) {
        let faults = compiled(workflow, &table(levels)).err().unwrap_or_default();
        let told: Vec<String> = faults.into_iter().map(|fault| fault.pointer).collect();
        assert_eq!(told, expected, "{levels}");
    }

    #[test]
    fn a_table_that_leaves_a_case_undecided_or_decides_too_easily_is_refused() {
        let last = json!({ "verdict": "*", "decider": "section" });
        let at = |rest: &str| format!("/x-procedure/decision/levels{rest}");
        let (whole, first, second) = (at(""), at("/0"), at("/1"));
        check("standard", &json!([last]), &[]);
        check("standard", &json!([]), &[&whole]);
        check("standard", &json!([{ "verdict": "approve", "decider": "chief" }]), &[&whole]);
        check("standard", &json!([last, last]), &[&second]);
        let condition = json!({ "verdict": "*", "decider": "chief", "when": "form.copies == 1" });
        check("standard", &json!([condition]), &[&whole]);
        let alone = json!({ "verdict": "refuse", "decider": "staff", "alone": true });
        check("standard", &json!([alone, last]), &[&at("/0/alone")]);
        let any = json!({ "verdict": "*", "decider": "staff", "alone": true });
        check("standard", &json!([any]), &[&at("/0/alone")]);
        check("notification", &json!([any]), &[]);
        let record = json!({ "verdict": "record", "decider": "staff" });
        check("standard", &json!([record, last]), &[&at("/0/verdict")]);
        let backwards = json!({ "verdict": "*", "decider": "chief", "route": ["section"] });
        check("standard", &json!([backwards]), &[&at("/0/route")]);
        let hurried = json!({ "verdict": "approve", "decider": "section", "alone": true, "route": ["chief"] });
        check("standard", &json!([hurried, last]), &[&at("/0/alone")]);
        check("standard", &json!([{ "verdict": "*", "decider": "boss" }]), &[&at("/0/decider")]);
        check("standard", &json!([{ "verdict": "*" }]), &[&first]);
        for verdict in ["approve-in-part", "dismiss"] {
            let alone = json!({ "verdict": verdict, "decider": "staff", "alone": true });
            check("standard", &json!([alone, last]), &[&at("/0/alone")]);
        }
        let asked = json!({ "verdict": "approve", "decider": "chief", "consult": ["税務", 1] });
        let (one, two) = (at("/0/consult/0"), at("/0/consult/1"));
        check("standard", &json!([asked, last]), &[&one, &two]);
        let typo =
            json!({ "verdict": "approve-in-part", "when": "decision.sum > 1", "decider": "chief" });
        check("standard", &json!([typo, last]), &[&at("/0/when")]);
        let unknown = json!({ "verdict": "approve", "when": "form.copy == 1", "decider": "chief" });
        check("standard", &json!([unknown, last]), &[&at("/0/when")]);
    }

    fn with_rule(workflow: &str, auto: &Value) -> Result<Form, Vec<DefinitionFault>> {
        let mut decision = table(&json!([{ "verdict": "*", "decider": "section" }]));
        decision["auto"] = auto.clone();
        compiled(workflow, &decision)
    }

    #[test]
    fn a_rule_decides_what_it_is_sure_of() {
        let rule = json!({ "when": "form.copies == 1", "verdict": "approve" });
        let form = with_rule("certificate", &rule).unwrap();
        let terms = AutoTerms { verdict: AutoVerdict::Approve, when: "form.copies == 1".into() };
        assert_eq!(form.procedure().auto, Some(terms));
        let context = Context::on("2026-11-23".parse().unwrap());
        let decides = |answers: &Value| form.decides_by_rule(answers, &context);
        assert!(decides(&json!({ "copies": 1 })));
        assert!(!decides(&json!({ "copies": 2 })) && !decides(&json!({})));
        let none =
            compiled("certificate", &table(&json!([{ "verdict": "*", "decider": "chief" }])));
        assert!(!none.unwrap().decides_by_rule(&json!({ "copies": 1 }), &context));
    }

    #[test]
    fn a_rule_that_refuses_or_decides_what_it_may_not_is_refused() {
        let told = |workflow: &str, rule: &Value| {
            let faults = with_rule(workflow, rule).err().unwrap_or_default();
            faults.into_iter().map(|fault| fault.pointer).collect::<Vec<_>>()
        };
        let at = |rest: &str| vec![format!("/x-procedure/decision/auto{rest}")];
        let approve = json!({ "when": "form.copies == 1", "verdict": "approve" });
        let record = json!({ "when": "true", "verdict": "record" });
        assert_eq!(told("standard", &approve), Vec::<String>::new());
        assert_eq!(told("notification", &record), Vec::<String>::new());
        assert_eq!(told("notification", &approve), at("/verdict"));
        assert_eq!(told("standard", &record), at("/verdict"));
        let refuse = json!({ "when": "form.copies > 5", "verdict": "refuse" });
        assert_eq!(told("standard", &refuse), at("/verdict"));
        assert_eq!(told("approval", &approve), at(""));
        assert_eq!(told("lottery-or-quota", &approve), at(""));
        assert_eq!(told("standard", &json!({ "verdict": "approve" })), at(""));
        let unknown = json!({ "when": "form.copy == 1", "verdict": "approve" });
        assert_eq!(told("standard", &unknown), at("/when"));
    }
}
