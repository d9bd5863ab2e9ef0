//! Logs are kept for ever: these lines were written once and must read for ever.

use super::*;
use crate::{CommandKind, PostKind, ReturnReason, Stance, State};

const LINES: &[&str] = &[
    r#"{"type":"filed","at":"2026-11-20T09:00:00.000+09:00","case":"0193a5c8-7e1b-7c3d-9e4f-00000000c001","shape":"certificate","by":null,"payment_due_at":"2026-12-05T00:00:00.000+09:00","deadline":null}"#,
    r#"{"type":"filed","at":"2026-11-20T09:00:00.000+09:00","case":"0193a5c8-7e1b-7c3d-9e4f-00000000c001","shape":"lottery-or-quota","by":"0193a5c8-7e1b-7c3d-9e4f-000000000004","payment_due_at":null,"deadline":{"stopped_days":0,"due_on":"2026-11-30"}}"#,
    r#"{"type":"paid","at":"2026-11-20T09:00:00.000+09:00","payment":"0193a5c8-7e1b-7c3d-9e4f-00000000f001","deadline":{"stopped_days":2,"due_on":"2026-12-02"}}"#,
    r#"{"type":"paid-too-late","at":"2026-11-20T09:00:00.000+09:00","payment":"0193a5c8-7e1b-7c3d-9e4f-00000000f001"}"#,
    r#"{"type":"payment-questioned","at":"2026-11-20T09:00:00.000+09:00","payment":"0193a5c8-7e1b-7c3d-9e4f-00000000f001","doubt":"charged-back"}"#,
    r#"{"type":"refund-proposed","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","payment":"0193a5c8-7e1b-7c3d-9e4f-00000000f001","amount":410,"reason":"取下げ"}"#,
    r#"{"type":"refund-rejected","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000002","payment":"0193a5c8-7e1b-7c3d-9e4f-00000000f001","reason":"金額"}"#,
    r#"{"type":"refund-approved","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000002","payment":"0193a5c8-7e1b-7c3d-9e4f-00000000f001","amount":410}"#,
    r#"{"type":"refund-failed","at":"2026-11-20T09:00:00.000+09:00","payment":"0193a5c8-7e1b-7c3d-9e4f-00000000f001","amount":410}"#,
    r#"{"type":"refunded","at":"2026-11-20T09:00:00.000+09:00","payment":"0193a5c8-7e1b-7c3d-9e4f-00000000f001","amount":410}"#,
    r#"{"type":"closed","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","closing":{"kind":"spam"},"reason":"お名前や連絡先が実在しません。"}"#,
    r#"{"type":"closed","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","closing":{"kind":"duplicate","other":"0193a5c8-7e1b-7c3d-9e4f-00000000c002","number":"2611-7K3M-92QC"},"reason":"同じ届出が届いています。"}"#,
    r#"{"type":"lapsed","at":"2026-11-20T09:00:00.000+09:00"}"#,
    r#"{"type":"claimed","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000"}"#,
    r#"{"type":"assigned","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","to":"0193a5c8-7e1b-7c3d-9e4f-000000000001"}"#,
    r#"{"type":"released","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","reason":"no-experience"}"#,
    r#"{"type":"handed-over","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","to":"centre","text":"住所を確かめました。"}"#,
    r#"{"type":"handed-over","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000"}"#,
    r#"{"type":"filed","at":"2026-11-20T09:00:00.000+09:00","case":"0193a5c8-7e1b-7c3d-9e4f-00000000c001","shape":"standard","by":null,"payment_due_at":null,"deadline":{"stopped_days":0,"due_on":"2026-11-30"},"desk":"centre"}"#,
    r#"{"type":"put-first","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","reason":"週末に引っ越す。"}"#,
    r#"{"type":"put-first-cleared","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000"}"#,
    r#"{"type":"labelled","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","label":"0193a5c8-7e1b-7c3d-9e4f-00000000a001","name":"要電話"}"#,
    r#"{"type":"unlabelled","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","label":"0193a5c8-7e1b-7c3d-9e4f-00000000a001","name":"要電話"}"#,
    r#"{"type":"linked","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","other":"0193a5c8-7e1b-7c3d-9e4f-00000000c002","number":"2611-7K3M-92QC","kind":"follow-up"}"#,
    r#"{"type":"unlinked","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","other":"0193a5c8-7e1b-7c3d-9e4f-00000000c002","number":"2611-7K3M-92QC"}"#,
    r#"{"type":"notice-voided","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","notice":1,"reason":"addressee","text":"旧姓で出した。","again":true}"#,
    r#"{"type":"notice-posted","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","notice":1,"posting":{"on":"2026-11-20","kind":"ordinary"}}"#,
    r#"{"type":"notice-posted","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","notice":1,"posting":{"on":"2026-11-20","kind":"simply-registered","tracking":"12345678901"}}"#,
    r#"{"type":"notice-returned","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","notice":1,"reason":"unknown"}"#,
    r#"{"type":"address-confirmed","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","notice":1,"text":"本人に電話で聞いた。"}"#,
    r#"{"type":"notice-handed-out","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","notice":1,"identity":"運転免許証"}"#,
    r#"{"type":"notice-opened","at":"2026-11-20T09:00:00.000+09:00","notice":1}"#,
    r#"{"type":"due-moved","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","due_on":"2026-12-18","reason":"現地の調査に日がかかる。","moved_days":10}"#,
    r#"{"type":"correction-requested","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","remarks":[{"at":"/phone","text":"番号が1桁足りません。"}],"due_on":"2026-12-04"}"#,
    r#"{"type":"correction-requested","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","remarks":[{"at":"/idCopy","code":"unreadable"}],"due_on":"2026-12-04"}"#,
    r#"{"type":"correction-requested","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","remarks":[{"at":"/idCopy","text":"表と裏を付けてください。","easy":"表（おもて）と 裏（うら）を つけて ください。","english":"Attach both sides.","code":"missing"}],"due_on":"2026-12-04"}"#,
    r#"{"type":"correction-extended","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","due_on":"2026-12-18"}"#,
    r#"{"type":"correction-cancelled","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","reason":"電話で確かめた。","deadline":{"stopped_days":2,"due_on":"2026-12-08"}}"#,
    r#"{"type":"corrected-for","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","revision":2,"reason":"番地を住民票の書き方に直しました。","findings":[{"kind":"changed"}]}"#,
    r#"{"type":"correction-reminded","at":"2026-11-20T09:00:00.000+09:00"}"#,
    r#"{"type":"correction-reminded","at":"2026-11-20T09:00:00.000+09:00","due_on":"2026-11-19"}"#,
    r#"{"type":"correction-nearing","at":"2026-11-20T09:00:00.000+09:00","due_on":"2026-11-26"}"#,
    r#"{"type":"resubmitted","at":"2026-11-20T09:00:00.000+09:00","revision":2,"deadline":{"stopped_days":0,"due_on":null}}"#,
    r#"{"type":"resubmitted","at":"2026-11-20T09:00:00.000+09:00","revision":2,"deadline":{"stopped_days":0,"due_on":null},"findings":[{"kind":"changed"}],"taken":{"by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","way":"counter","identity":"運転免許証"}}"#,
    r#"{"type":"fee-asked","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","payment":"0193a5c8-7e1b-7c3d-9e4f-00000000f001","amount":1610,"payment_due_at":"2026-12-05T00:00:00.000+09:00"}"#,
    r#"{"type":"payment-nearing","at":"2026-11-20T09:00:00.000+09:00","due_on":"2026-12-04"}"#,
    r#"{"type":"fee-waived","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","reason":"公用のため。","deadline":{"stopped_days":0,"due_on":null}}"#,
    r#"{"type":"proposed","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","verdict":"approve","reason":"","deadline":null}"#,
    r#"{"type":"proposed","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","verdict":"refuse","reason":"理由","deadline":null,"steps":2}"#,
    r#"{"type":"filed","at":"2026-11-20T09:00:00.000+09:00","case":"0193a5c8-7e1b-7c3d-9e4f-00000000c001","shape":"certificate","by":null,"payment_due_at":null,"deadline":null,"findings":[{"kind":"confirmed","rule":"own-account","at":"/account"}]}"#,
    r#"{"type":"resubmitted","at":"2026-11-20T09:00:00.000+09:00","revision":2,"deadline":{"stopped_days":0,"due_on":null},"findings":[{"kind":"changed"}]}"#,
    r#"{"type":"filed","at":"2026-11-20T09:00:00.000+09:00","case":"0193a5c8-7e1b-7c3d-9e4f-00000000c001","shape":"certificate","by":null,"payment_due_at":null,"deadline":null,"findings":[{"kind":"household","rule":"same-home","other":"0193a5c8-7e1b-7c3d-9e4f-00000000c002"},{"kind":"signature","rule":"address"}]}"#,
    r#"{"type":"finding-checked","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","finding":0}"#,
    r#"{"type":"compared","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","file":"/idCopy","fields":["/birthDate","/name"]}"#,
    r#"{"type":"passed","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000002"}"#,
    r#"{"type":"recalled","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000"}"#,
    r#"{"type":"approved","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","reason":"","level":{"decider":"staff","alone":true}}"#,
    r#"{"type":"proposed","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","verdict":"refuse","reason":"【根拠となる規定】","grounds":{"basis":"条例第3条","facts":"市内に住所がない。","application":"要件を満たさない。"},"deadline":null}"#,
    r#"{"type":"refused","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000002","reason":"【根拠となる規定】","grounds":{"basis":"条例第3条","facts":"市内に住所がない。","application":"要件を満たさない。"}}"#,
    r#"{"type":"proposed","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","verdict":"approve-in-part","reason":"【根拠となる規定】","grounds":{"basis":"条例第3条","facts":"市内に住所がない。","application":"要件を満たさない。"},"terms":{"conditions":"3月までに終えること。","amounts":[{"label":"工事費","asked":30000,"granted":20000}]},"deadline":null,"steps":1}"#,
    r#"{"type":"proposed","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","verdict":"dismiss","reason":"【根拠となる規定】","grounds":{"basis":"条例第3条","facts":"市内に住所がない。","application":"要件を満たさない。"},"deadline":null,"steps":1}"#,
    r#"{"type":"approved","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000002","reason":"【根拠となる規定】","grounds":{"basis":"条例第3条","facts":"市内に住所がない。","application":"要件を満たさない。"},"terms":{"conditions":"3月までに終えること。"},"level":{"decider":"section","consult":["kensetsu"]}}"#,
    r#"{"type":"refused","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000002","reason":"【根拠となる規定】","grounds":{"basis":"条例第3条","facts":"市内に住所がない。","application":"要件を満たさない。"},"dismissed":true}"#,
    r#"{"type":"refused","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000002","reason":"理由","level":{"decider":"section","route":["chief"]}}"#,
    r#"{"type":"raised","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000007","skipped":["chief"]}"#,
    r#"{"type":"sent-back","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000002","reason":"添付"}"#,
    r#"{"type":"approved","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000002","reason":""}"#,
    r#"{"type":"refused","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000002","reason":"理由"}"#,
    r#"{"type":"completed","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000"}"#,
    r#"{"type":"passed","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000002","in_place_of":"0193a5c8-7e1b-7c3d-9e4f-000000000007"}"#,
    r#"{"type":"approved","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000002","reason":"","level":{"decider":"section"},"in_place_of":"0193a5c8-7e1b-7c3d-9e4f-000000000007"}"#,
    r#"{"type":"refused","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000002","reason":"理由","level":{"decider":"section","deputy":false}}"#,
    r#"{"type":"read-after","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000007"}"#,
    r#"{"type":"approved","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","reason":"","level":{"decider":"staff","alone":true},"sample":{"percent":5,"drawn":false}}"#,
    r#"{"type":"completed","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","sample":{"percent":5,"drawn":true}}"#,
    r#"{"type":"decided-by-rule","at":"2026-11-20T09:00:00.000+09:00","rule":{"verdict":"record","when":"form.copies == 1","version":3}}"#,
    r#"{"type":"decided-by-rule","at":"2026-11-20T09:00:00.000+09:00","rule":{"verdict":"approve","when":"true","version":1},"sample":{"percent":5,"drawn":true}}"#,
    r#"{"type":"sampled","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000002"}"#,
    r#"{"type":"drawn","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000002","lot":{"closed_on":"2026-11-25","group":"荒井","place":3,"of":5,"places":2}}"#,
    r#"{"type":"moved-up","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000002"}"#,
    r#"{"type":"sampled","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000002","objection":"通数が違う"}"#,
    r#"{"type":"consulted","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","consultation":1,"question":{"department":"kensetsu","text":"道路の占用に支障はありませんか。","due_on":"2026-11-30","binding":true}}"#,
    r#"{"type":"consultation-answered","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000005","consultation":1,"stance":"disagree","text":"歩道がふさがります。"}"#,
    r#"{"type":"consultation-answered","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000005","consultation":1,"stance":"agree","text":"","files":["0193a5c8-7e1b-7c3d-9e4f-00000000a701"]}"#,
    r#"{"type":"consultation-cancelled","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","consultation":1,"reason":"計画が変わった。"}"#,
    r#"{"type":"consultation-overruled","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000011","consultation":1,"reason":"夜間に限る。"}"#,
    r#"{"type":"reopening-proposed","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","ground":"clerical","reason":"宛名の誤り"}"#,
    r#"{"type":"reopening-proposed","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","ground":"revoke","reason":"要件を欠いていた","hearing":{"way":"hearing","told_on":"2026-11-02","held_on":"2026-11-19"}}"#,
    r#"{"type":"reopening-proposed","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","ground":"revoke","reason":"要件を欠いていた","hearing":{"way":"exempt","rule":"行政手続法13条2項4号"}}"#,
    r#"{"type":"reopened","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000002","ground":"resident","reason":"続けたい","deadline":{"stopped_days":2,"due_on":"2026-12-08"}}"#,
    r#"{"type":"reopening-rejected","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000002","reason":"誤りはない"}"#,
    r#"{"type":"withdrawn","at":"2026-11-20T09:00:00.000+09:00","reason":""}"#,
    r#"{"type":"withdrawn","at":"2026-11-20T09:00:00.000+09:00","reason":"","taken":{"by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","way":"telephone","identity":"生年月日と住所"}}"#,
    r#"{"type":"protected","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","until":"2027-11-19","reason":"申出書を受けた。"}"#,
    r#"{"type":"unprotected","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","reason":"本人の申出"}"#,
    r#"{"type":"filed","at":"2026-11-20T09:00:00.000+09:00","case":"0193a5c8-7e1b-7c3d-9e4f-00000000c001","shape":"certificate","by":null,"payment_due_at":null,"deadline":null,"findings":[{"kind":"protected","other":"0193a5c8-7e1b-7c3d-9e4f-00000000c002"}]}"#,
    r#"{"type":"noted","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","text":"来週の火曜に来られる。","call":{"topic":"promise","with":"申請者の姉"}}"#,
    r#"{"type":"noted","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","text":"電話で確認した。"}"#,
    r#"{"type":"message-sent","at":"2026-11-20T09:00:00.000+09:00","by":null,"text":"いつ届きますか。"}"#,
    r#"{"type":"message-sent","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","text":"断水の日が変わりました。","released_by":"0193a5c8-7e1b-7c3d-9e4f-000000000002"}"#,
    r#"{"type":"message-sent","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","text":"図面を送ります。","files":["0193a5c8-7e1b-7c3d-9e4f-00000000a701"]}"#,
    r#"{"type":"attached","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","kind":"by-post","files":["0193a5c8-7e1b-7c3d-9e4f-00000000a701"]}"#,
    r#"{"type":"attached","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","kind":"internal","secrecy":"see:health","files":["0193a5c8-7e1b-7c3d-9e4f-00000000a701","0193a5c8-7e1b-7c3d-9e4f-00000000a702"]}"#,
    r#"{"type":"answered","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000"}"#,
    r#"{"type":"sensitive-viewed","at":"2026-11-20T09:00:00.000+09:00","by":"0193a5c8-7e1b-7c3d-9e4f-000000000000","field":"/myNumber"}"#,
];

#[test]
fn every_stored_line_reads_and_writes_the_same() {
    for line in LINES {
        let event: Event = serde_json::from_str(line).unwrap();
        assert_eq!(serde_json::to_string(&event).unwrap(), *line);
        assert!(line.starts_with(&format!(r#"{{"type":"{}","#, event.word())), "{line}");
        assert_eq!(event.at(), friday_morning());
        assert_eq!(event.by().is_some(), line.contains(r#""by":"0193"#), "{line}");
    }
}

#[test]
fn a_log_starts_with_the_arrival() {
    let events: Vec<Event> = LINES.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(fold(&[]), None);
    assert_eq!(fold(&events[2..]), None);
    let first = fold(&events[..1]).unwrap();
    assert_eq!(evolve(first.clone(), &events[1]), first, "a second arrival changes nothing");
}

#[test]
fn words_read_back() {
    for state in State::ALL {
        assert_eq!(state.word().parse(), Ok(state));
        assert_eq!(serde_json::to_value(state).unwrap(), state.word());
    }
    for shape in Shape::ALL {
        assert_eq!(shape.word().parse(), Ok(shape));
        assert_eq!(serde_json::to_value(shape).unwrap(), shape.word());
    }
    for kind in CommandKind::ALL {
        assert_eq!(kind.word().parse(), Ok(kind));
    }
    for kind in PostKind::ALL {
        assert_eq!(kind.word().parse(), Ok(kind));
    }
    for stance in Stance::ALL {
        assert_eq!(stance.word().parse(), Ok(stance));
    }
    for kind in PaperKind::ALL {
        assert_eq!(kind.word().parse(), Ok(kind));
    }
    for reason in ReturnReason::ALL {
        assert_eq!(reason.word().parse(), Ok(reason));
    }
    assert!("parcel".parse::<PaperKind>().is_err());
    assert!("done".parse::<State>().is_err());
    assert!("anything".parse::<Shape>().is_err());
    assert!("erase".parse::<CommandKind>().is_err());
}
