//! Words around every page.

use ::web::wording::phrases;

use super::Wording;

phrases! {
    pub(crate) Wording;
    skip_to_content(): "本文へ進む", "本文《ほんぶん》へ", "Skip to content";
    demo_banner(): "これは見本です。実際の申請には使えません。", "これは見本《みほん》です。本当《ほんとう》の申《もう》し込《こ》みには使《つか》えません。", "This is a demonstration. It cannot be used for real applications.";
    home(): "トップ", "トップ", "Home";
    foot_navigation(): "このサイトについて", "このサイトについて", "About this site";
    privacy(): "個人情報の取扱い", "個人情報《こじんじょうほう》について", "Privacy";
    accessibility(): "アクセシビリティ", "だれでも使《つか》えるために", "Accessibility";
    progress(): "手続の一覧と処理期間", "手続《てつづき》のリスト", "All procedures";
    mistakes(count): "{count}か所を直してください", "{count}か所《しょ》を直《なお》してください", "Please correct {count} item(s)";
    mistakes_title(): "入力エラー：", "まちがい：", "Error: ";
    leave(): "おわる（この端末から消す）", "おわる（この機械《きかい》から消《け》す）", "Finish (remove from this device)";
    leave_lead(): "ほかの人も使う端末では、終わったあとに押してください。この端末に残っている申請や下書きを、ほかの人が開けなくなります。", "ほかの人《ひと》も使《つか》う機械《きかい》では、おわったら押《お》してください。ほかの人《ひと》が、あなたの書《か》いたことを見《み》られなくなります。", "On a device that others use too, press this when you are done. Nobody else can then open your applications or drafts here.";
    leave_drafts(): "送っていない下書きは、この端末からは開けなくなります。あとで続けるときは、先に下書きの画面で「別の端末でつづける」のコードを控えてください。送った申請は、受付番号と照会コードで見られます。", "まだ送《おく》っていないものは、この機械《きかい》では見《み》られなくなります。あとで続《つづ》ける人《ひと》は、先《さき》に「ほかのスマホやパソコンでつづける」のコードをメモしてください。", "A draft that was not sent can no longer be opened here. To go on later, first note its code under “Continue on another device”. What was sent can be looked up by receipt number and access code.";
    leave_now(): "この端末から消す", "この機械《きかい》から消《け》す", "Remove from this device";
    left_title(): "この端末から消しました", "この機械《きかい》から消《け》しました", "Removed from this device";
    left_lead(): "最後に、このブラウザの画面をすべて閉じてください。", "さいごに、この画面《がめん》をぜんぶ閉《と》じてください。", "Finally, close all windows of this browser.";
    shared_title(): "共用の端末で使う", "ほかの人《ひと》も使《つか》う機械《きかい》で使《つか》う", "Use on a shared device";
    shared_mine(): "図書館や窓口など、共用の端末で使っています", "図書館《としょかん》などの、ほかの人《ひと》も使《つか》う機械《きかい》です", "I am using a shared device, such as in a library";
    shared_lead(): "図書館や窓口など、ほかの人も使う端末では、あなたの内容が残らないようにします。", "ほかの人《ひと》に、あなたの書《か》いたことを見《み》られないようにします。", "On a device that others use too, nothing of yours will stay behind.";
    shared_silence(): "5分間なにもしないと終わり、入力した内容をこの端末から開けなくなります。", "5分《ふん》なにもしないと、おわります。書《か》いたことは、ここで見《み》られなくなります。", "It ends when nobody does anything for five minutes. What you entered can then no longer be opened here.";
    shared_begin(): "トップページを開くと、次の人のために、それまでの内容を閉じます。", "トップのページを開《ひら》くと、つぎの人《ひと》のために、ぜんぶ閉《と》じます。", "Opening the top page begins anew for the next person.";
    shared_later(): "あとで続けるときは、入力の画面の「別の端末でつづける」でコードを控えてください。送った申請は、受付番号と照会コードで見られます。", "あとで続《つづ》ける人《ひと》は、「ほかのスマホやパソコンでつづける」のコードをメモしてください。送《おく》ったものは、受付番号《うけつけばんごう》と照会《しょうかい》コードで見《み》られます。", "To go on later, note the code under “Continue on another device” while you fill in. What was sent can be looked up by receipt number and access code.";
    shared_use(): "共用の端末として使う", "ほかの人《ひと》も使《つか》う機械《きかい》として使《つか》う", "Use as a shared device";
    shared_note(): "共用の端末です。5分間なにもしないと終わり、入力した内容は開けなくなります。", "ほかの人《ひと》も使《つか》う機械《きかい》です。5分《ふん》なにもしないと、おわります。", "Shared device: it ends when nobody does anything for five minutes, and what you entered is then closed.";
    shared_label(): "共用の端末", "みんなで使《つか》う機械《きかい》", "Shared device";
    shared_soon(): "まもなく終わります。続けるときは、どこかを押してください。", "もうすぐ、おわります。つづける人《ひと》は、画面《がめん》をさわってください。", "This is about to end. Press anywhere to go on.";
    shared_seconds(seconds): "あと{seconds}秒", "あと{seconds}秒《びょう》", "{seconds} second(s) left";
    shared_stay(): "続ける", "つづける", "Go on";
    shared_not(): "自分だけの端末として使う", "わたしだけの機械《きかい》として使《つか》う", "Use as my own device";
    finish(): "おわる", "おわる", "Finish";
    back(): "戻る", "もどる", "Back";
    print(): "この画面を印刷する", "印刷《いんさつ》する", "Print this page";
    comma(): "、", "、", ", ";
    in_brackets(text): "（{text}）", "（{text}）", " ({text})";
}
