//! What each thing is called that can be done with many cases.

use back_office::Take;
use kernel::{Permission as _, Role};

/// The words of one command.
pub(super) struct Words {
    /// Its word in forms.
    pub(super) word: &'static str,
    /// 担当する
    pub(super) name: &'static str,
    /// を担当できます, after a number of cases.
    pub(super) can: &'static str,
    /// 担当できません
    pub(super) cannot: &'static str,
    /// を担当する, on the button.
    pub(super) go: &'static str,
    /// を担当しました
    pub(super) done: &'static str,
    /// What it means.
    pub(super) help: &'static str,
    /// Who does it; everybody who works on cases when empty.
    pub(super) roles: &'static [Role],
}

/// Every one, in the order in which they are offered.
pub(super) const ALL: [Words; 12] = [
    Words {
        word: "claim",
        name: "担当する",
        can: "を担当できます",
        cannot: "担当できません",
        go: "を担当する",
        done: "の担当になりました",
        help: "未着手の案件が、あなたの担当になります。",
        roles: Take::ROLES,
    },
    Words {
        word: "settle",
        name: "確認して交付",
        can: "を交付できます",
        cannot: "交付できません",
        go: "をまとめて交付する",
        done: "を交付しました",
        help: "確かめることが残っていない、1人で決められる案件です。押すと担当になり、決定し、交付（届出は記録）して完了にします。申請者に知らせます。",
        roles: &[],
    },
    Words {
        word: "assign",
        name: "引き継ぐ",
        can: "を引き継げます",
        cannot: "引き継げません",
        go: "を引き継ぐ",
        done: "を引き継ぎました",
        help: "選んだ人の担当になります。",
        roles: &[],
    },
    Words {
        word: "hand_over",
        name: "ほかの課へ回す",
        can: "をほかの課へ回せます",
        cannot: "ほかの課へ回せません",
        go: "を回す",
        done: "をほかの課へ回しました",
        help: "回した先の「次の1件」に入ります。期限と所管は変わりません。",
        roles: Take::ROLES,
    },
    Words {
        word: "release",
        name: "未着手に戻す",
        can: "を未着手に戻せます",
        cannot: "未着手に戻せません",
        go: "を未着手に戻す",
        done: "を未着手に戻しました",
        help: "担当から外れ、ほかの人が「次の1件」で受け取れるようになります。",
        roles: Take::ROLES,
    },
    Words {
        word: "put_first",
        name: "先に処理する",
        can: "を先に処理できます",
        cannot: "先に処理する案件にできません",
        go: "を先に処理する",
        done: "を先に処理することにしました",
        help: "「期限の近い順」と「次の1件」で、今日が期限の案件と並びます。",
        roles: &[Role::Lead],
    },
    Words {
        word: "pass",
        name: "確認して回す",
        can: "を回せます",
        cannot: "回せません",
        go: "を確認して回す",
        done: "を確認して回しました",
        help: "起案を確かめたものとして、次の人に回します。",
        roles: &[],
    },
    Words {
        word: "approve",
        name: "承認を決定する",
        can: "の承認を決定できます",
        cannot: "決定できません",
        go: "の承認を決定する",
        done: "の承認を決定しました",
        help: "承認の起案を、起案のとおりに決定します。申請者に通知します。不承認・却下・一部承認の起案は、ここでは決定しません。",
        roles: &[Role::Approver],
    },
    Words {
        word: "complete",
        name: "完了にする",
        can: "を完了にできます",
        cannot: "完了にできません",
        go: "を完了にする",
        done: "を完了にしました",
        help: "決定した案件は交付し、届出は記録して完了にします。申請者に知らせます。",
        roles: &[],
    },
    Words {
        word: "message",
        name: "メッセージを送る",
        can: "にメッセージを送れます",
        cannot: "送れません",
        go: "にメッセージを送る",
        done: "にメッセージを送りました",
        help: "申請者の一人ひとりに届きます。100件を超えるときは、ほかの主任か係長以上の決裁者が確かめてから送ります。取り下げた人には送りません。",
        roles: &[],
    },
    Words {
        word: "label",
        name: "ラベルを付ける",
        can: "にラベルを付けられます",
        cannot: "ラベルを付けられません",
        go: "にラベルを付ける",
        done: "にラベルを付けました",
        help: "同じラベルが、すべての案件に付きます。職員だけに見えます。",
        roles: Take::ROLES,
    },
    Words {
        word: "note",
        name: "メモを付ける",
        can: "にメモを付けられます",
        cannot: "メモを付けられません",
        go: "にメモを付ける",
        done: "にメモを付けました",
        help: "同じメモが、すべての案件に付きます。職員だけに見えます。",
        roles: &[],
    },
];

/// The words of the command with this word.
pub(super) fn of(word: &str) -> Option<&'static Words> {
    ALL.iter().find(|words| words.word == word)
}
