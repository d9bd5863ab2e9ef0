//! Recognises the list macros, which the parser has already unfolded into loops.

use cel::common::ast::{ComprehensionExpr, Expr, LiteralValue, operators};
use cel::parser::Expression;

use super::op::FoldKind;

/// The kind, the condition on an item, and what is made of it.
pub(super) type Macro<'t> = (FoldKind, Option<&'t Expression>, Option<&'t Expression>);

/// Which macro the parser has unfolded: told by how it starts and what a step does.
pub(super) fn macro_of(tree: &ComprehensionExpr) -> Option<Macro<'_>> {
    let Expr::Call(step) = &tree.loop_step.expr else { return None };
    let args = step.args.as_slice();
    match (&tree.accu_init.expr, step.func_name.as_str(), args) {
        (Expr::Literal(LiteralValue::Boolean(_)), operators::LOGICAL_AND, [_, condition]) => {
            Some((FoldKind::All, Some(condition), None))
        }
        (Expr::Literal(LiteralValue::Boolean(_)), operators::LOGICAL_OR, [_, condition]) => {
            Some((FoldKind::Exists, Some(condition), None))
        }
        (Expr::Literal(LiteralValue::Int(_)), operators::CONDITIONAL, [condition, ..]) => {
            Some((FoldKind::ExistsOne, Some(condition), None))
        }
        (Expr::List(_), operators::ADD, [_, made]) => {
            Some((FoldKind::Collect, None, Some(only_item(made)?)))
        }
        (Expr::List(_), operators::CONDITIONAL, [condition, add, _]) => {
            let Expr::Call(add) = &add.expr else { return None };
            let made = add.args.get(1)?;
            Some((FoldKind::Collect, Some(condition), Some(only_item(made)?)))
        }
        _ => None,
    }
}

fn only_item(list: &Expression) -> Option<&Expression> {
    if let Expr::List(list) = &list.expr { list.elements.first() } else { None }
}
