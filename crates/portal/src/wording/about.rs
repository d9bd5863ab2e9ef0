//! Words of the pages about the counter itself.

use ::web::wording::phrases;

use super::Wording;

phrases! {
    pub(crate) Wording;
    help_lead(): "よくあるご質問です。分からないときは、お電話でもお答えします。", "よくある質問《しつもん》です。電話《でんわ》でも聞《き》けます。", "Common questions. You are welcome to call as well.";
    help_save_q(): "途中でやめたら、入力は消えますか", "とちゅうでやめたら、消《き》えますか", "Do I lose my answers if I stop?";
    help_save_a(): "消えません。1ページごとに保存されます。同じブラウザーなら、トップページの「つづきから」で30日以内に再開できます。別の端末では「別の端末でつづける」で出したコードを使います。", "消《き》えません。30日《にち》の間《あいだ》、トップの「つづきから」でつづけられます。", "No. Every page is saved. Continue from the home page within 30 days, or on another device with a resume code.";
    help_twice_q(): "「送る」を2回押してしまいました", "「おくる」を2回《かい》おしました", "I pressed Send twice";
    help_twice_a(): "大丈夫です。2回押しても、受け付けるのは1回だけです。戻るボタンや再読み込みをしても同じです。", "だいじょうぶです。1回《かい》だけ受《う》け付《つ》けます。", "No harm done. It is received once, also if you reload or go back.";
    help_lost_q(): "受付番号や照会コードをなくしました", "番号《ばんごう》をなくしました", "I lost my receipt number or access code";
    help_lost_a(): "送ったブラウザーが残っていれば、そのままトップページから状況を見られます。それ以外は、手続の問い合わせ先へお電話ください。本人確認のうえでお答えします。", "電話《でんわ》してください。", "Please call the office in charge of the procedure. They will ask who you are and help.";
    help_name_q(): "名前の漢字が正しく入りません", "名前《なまえ》の漢字《かんじ》が入《はい》りません", "My name cannot be typed correctly";
    help_name_a(): "はしごだかの「髙」や、つちよしの「𠮷」なども、そのまま入れられます。入力したとおりに記録します。", "どんな漢字《かんじ》でもいいです。そのまま記録《きろく》します。", "Any character is accepted and kept as you typed it.";
    help_photo_q(): "写真はどう撮ればよいですか", "写真《しゃしん》のとり方《かた》", "How should I take photos?";
    help_photo_a(): "明るい所で、書類の四隅が入るように、真上から撮ってください。文字が読めれば大丈夫です。", "明《あか》るいところで、上《うえ》からとってください。", "In good light, from straight above, with all four corners visible. It is fine if the text can be read.";
    help_paper_q(): "インターネットを使わずに手続できますか", "インターネットを使《つか》わないでできますか", "Can I do it without the Internet?";
    help_paper_a(): "できます。各手続のページに、窓口や郵送での方法が書いてあります。", "できます。手続《てつづき》のページを見《み》てください。", "Yes. Each procedure's page says how.";
    privacy_lead(city): "{city}は、この窓口で受け取った個人情報を次のように扱います。", "{city}は、あなたの大切《たいせつ》なことを、このように守《まも》ります。", "How {city} treats the personal data received here.";
    privacy_use_h(): "何のために使うか", "何《なに》に使《つか》うか", "What it is used for";
    privacy_use(): "申請・届出の受付と審査、結果のお知らせ、法令で定められた記録のためだけに使います。ほかの目的には使いません。", "申《もう》し込《こ》みのためだけに使《つか》います。", "Only to receive and decide your application, to inform you, and to keep the records required by law.";
    privacy_who_h(): "誰が見るか", "だれが見《み》るか", "Who sees it";
    privacy_who(): "手続を担当する課の職員が見ます。その仕事を管理・監査する職員も見られますが、開いたことを記録します。マイナンバーや口座などは、誰がいつ見たかを必ず記録します。", "係《かかり》の人《ひと》と、その仕事《しごと》をたしかめる人《ひと》が見《み》ます。その人《ひと》が見《み》たことは、のこします。", "The staff of the department in charge. Those who manage and audit its work can look too, and that is recorded. Each view of My Number, bank details and the like is always recorded.";
    privacy_keep_h(): "どう守り、いつまで保存するか", "いつまで のこすか", "How it is protected and for how long";
    privacy_keep(): "送られた内容と添付ファイルは暗号化して保存します。下書きは30日で消えます。送られた申請の保存年数は、それぞれの手続のページに書いてあります。", "暗号《あんごう》にしてのこします。とちゅうのものは30日《にち》で消《き》えます。", "Answers and files are stored encrypted. Drafts are deleted after 30 days. Each procedure's page says how long applications are kept.";
    privacy_mail_h(): "メール", "メール", "E-mail";
    privacy_mail(): "メールには、受付番号とお知らせだけを書きます。申請の内容は書きません。", "メールに、書《か》いたことは のせません。", "Mails contain the receipt number and news, never your answers.";
    privacy_cookie_h(): "クッキー", "クッキー", "Cookies";
    privacy_cookie(): "下書きの持ち主を見分けるためと、選んだ言語を覚えるためだけに使います。広告や、ほかの会社の計測は使いません。", "とちゅうの手続《てつづき》と言葉《ことば》をおぼえるためだけに使《つか》います。", "Used only to recognise your drafts and your language. No advertising and no third-party measurement.";
    accessibility_lead(city): "{city}は、年齢や障害、使う機器にかかわらず、誰もがこの窓口を使えることを目指しています。", "{city}は、だれでも使《つか》えるようにがんばっています。", "{city} wants everybody to be able to use this counter, whatever their age, ability or device.";
    accessibility_goal_h(): "目標", "めざすこと", "Goal";
    accessibility_goal(): "JIS X 8341-3:2016 の適合レベルAAと、WCAG 2.2 のレベルAAへの準拠を目標に作っています。", "JIS X 8341-3:2016 AA と WCAG 2.2 AA をめざします。", "Conformance with JIS X 8341-3:2016 level AA and WCAG 2.2 level AA.";
    accessibility_can_h(): "できること", "できること", "What works";
    accessibility_can_keyboard(): "すべての操作をキーボードだけでできます。", "キーボードだけで使《つか》えます。", "Everything works with the keyboard alone.";
    accessibility_can_reader(): "読み上げソフトで、項目の名前・説明・間違いがまとめて読まれます。", "読《よ》み上《あ》げソフトで使《つか》えます。", "Screen readers announce each field's name, hint and mistake together.";
    accessibility_can_zoom(): "文字を200％に広げても、横幅320ピクセルでも、内容が欠けません。暗い配色にも対応します。", "文字《もじ》を大《おお》きくできます。", "Text can be enlarged to 200 %, down to a width of 320 pixels, and dark mode is supported.";
    accessibility_can_script(): "JavaScript を使わなくても、申請できます。", "JavaScript がなくても使《つか》えます。", "Applications can be made without JavaScript.";
    accessibility_can_time(): "時間の制限はありません。ゆっくり入力しても消えません。", "時間《じかん》の制限《せいげん》はありません。", "There is no time limit.";
    accessibility_else_h(): "使いにくいところがあったら", "使《つか》いにくいとき", "If something does not work for you";
    accessibility_else(contact): "お知らせください。別の方法での手続もお手伝いします。{contact}", "教《おし》えてください。{contact}", "Please tell us. We will also help you apply in another way. {contact}";
    progress_lead(): "この窓口で受け付けている手続と、標準の処理期間です。開庁日は、土日祝日と年末年始を除いた日です。", "この窓口《まどぐち》でできる手続《てつづき》です。", "Procedures open at this counter and their standard processing times in working days.";
    progress_days(): "標準処理期間", "かかる日《ひ》", "Standard time";
    progress_at_once(): "即時", "すぐ", "at once";
}
