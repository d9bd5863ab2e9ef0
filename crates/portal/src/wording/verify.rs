//! Words of the page that tells whether a paper is true.

use ::web::wording::phrases;

use super::Wording;

phrases! {
    pub(crate) Wording;
    verify_title(): "通知書を確かめる", "お知《し》らせの紙《かみ》を確《たし》かめる", "Check a notice";
    verify_lead(): "市から届いた決定通知書が本物か、いまも有効かを確かめられます。通知書の番号と検証番号を入れてください。氏名や内容は表示しません。", "市《し》から来《き》た紙《かみ》が本物《ほんもの》か、いまも使《つか》えるかを見《み》ます。紙《かみ》の番号《ばんごう》を2つ書《か》いてください。名前《なまえ》は出《で》ません。", "Check whether a notice of decision is genuine and still valid. Enter the two numbers printed on it. No name and no content is shown.";
    verify_number(): "文書番号", "紙《かみ》の番号《ばんごう》", "Document number";
    verify_code(): "検証番号", "確《たし》かめる番号《ばんごう》", "Verification code";
    verify_file(): "通知書のPDF（お持ちのとき。書き換えられていないかを確かめます）", "紙《かみ》のPDF（あれば）", "The notice as PDF (optional; tells whether it was altered)";
    verify_press(): "確かめる", "見《み》る", "Check";
    verify_none(): "この番号の組み合わせの通知書は見つかりませんでした。通知書の右上の文書番号と、いちばん下の検証番号を、もう一度確かめてください。", "見《み》つかりません。紙《かみ》の番号《ばんごう》をもう一度《いちど》見《み》てください。", "No notice was found for these two numbers. Please check the document number at the top right and the verification code at the foot of the notice.";
    verify_holds(): "有効な通知書です", "本物《ほんもの》です。使《つか》えます", "This notice is valid";
    verify_revoked(): "取り消された通知書です", "取《と》り消《け》された紙《かみ》です。使《つか》えません", "This notice has been revoked";
    verify_under_review(): "この通知書の決定は見直し中です。出した部署に確かめてください", "もう一度《いちど》見《み》ているところです。出《だ》したところに聞《き》いてください", "The decision of this notice is being looked at again; ask the department that issued it";
    verify_kind(): "種類", "どんな紙《かみ》か", "Kind";
    verify_approval(): "承認の決定通知書", "できるというお知《し》らせ", "Notice of approval";
    verify_in_part(): "一部・条件付きの承認の決定通知書", "一部《いちぶ》か条件《じょうけん》つきで できるというお知《し》らせ", "Notice of approval in part or on conditions";
    verify_refusal(): "不承認の決定通知書", "できないというお知《し》らせ", "Notice of refusal";
    verify_dismissal(): "却下の決定通知書", "できないというお知《し》らせ", "Notice of dismissal";
    verify_day(): "日付", "日《ひ》", "Date";
    verify_department(): "出した部署", "出《だ》したところ", "Issued by";
    verify_same(): "PDFは、市が出したものと同じです。", "PDFは 同《おな》じものです。", "The PDF is exactly the one that was issued.";
    verify_other(): "PDFは、市が出したものと違います。書き換えられたか、別の通知書です。", "PDFは ちがうものです。", "The PDF is not the one that was issued: it was altered or is another notice.";
}
