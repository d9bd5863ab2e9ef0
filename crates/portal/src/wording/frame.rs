//! Words around every page.

use ::web::wording::phrases;

use super::Wording;

phrases! {
    pub(crate) Wording;
    skip_to_content(): "本文へ進む", "本文《ほんぶん》へ", "Skip to content";
    demo_banner(): "これは見本です。実際の申請には使えません。", "これは見本《みほん》です。本当《ほんとう》の申《もう》し込《こ》みには使《つか》えません。", "This is a demonstration. It cannot be used for real applications.";
    language_switch(): "言語", "ことば", "Language";
    home(): "トップ", "トップ", "Home";
    foot_navigation(): "このサイトについて", "このサイトについて", "About this site";
    privacy(): "個人情報の取扱い", "個人情報《こじんじょうほう》について", "Privacy";
    accessibility(): "アクセシビリティ", "だれでも使《つか》えるために", "Accessibility";
    progress(): "手続の一覧と処理期間", "手続《てつづき》のリスト", "All procedures";
    mistakes(count): "{count}か所を直してください", "{count}か所《しょ》を直《なお》してください", "Please correct {count} item(s)";
    mistakes_title(): "入力エラー：", "まちがい：", "Error: ";
    leave(): "おわる（この端末から消す）", "おわる（この機械《きかい》から消《け》す）", "Finish (remove from this device)";
    leave_lead(): "ほかの人も使う端末では、終わったあとに押してください。この端末に残っている申請や下書きを、ほかの人が開けなくなります。", "ほかの人《ひと》も使《つか》う機械《きかい》では、おわったら押《お》してください。ほかの人《ひと》が、あなたの書《か》いたことを見《み》られなくなります。", "On a device that others use too, press this when you are done. Nobody else can then open your applications or drafts here.";
    leave_drafts(): "送っていない下書きは、この端末からは開けなくなります。あとで続けるときは、先に下書きの画面で「ほかの端末で続ける」のコードを控えてください。送った申請は、受付番号と照会コードで見られます。", "まだ送《おく》っていないものは、この機械《きかい》では見《み》られなくなります。あとで続《つづ》ける人《ひと》は、先《さき》に「ほかの機械《きかい》で続《つづ》ける」のコードをメモしてください。", "A draft that was not sent can no longer be opened here. To go on later, first note its code for going on elsewhere. What was sent can be looked up by receipt number and access code.";
    leave_now(): "この端末から消す", "この機械《きかい》から消《け》す", "Remove from this device";
    left_title(): "この端末から消しました", "この機械《きかい》から消《け》しました", "Removed from this device";
    left_lead(): "最後に、このブラウザの画面をすべて閉じてください。", "さいごに、この画面《がめん》をぜんぶ閉《と》じてください。", "Finally, close all windows of this browser.";
    back(): "戻る", "もどる", "Back";
    print(): "この画面を印刷する", "印刷《いんさつ》する", "Print this page";
    comma(): "、", "、", ", ";
    in_brackets(text): "（{text}）", "（{text}）", " ({text})";
}
