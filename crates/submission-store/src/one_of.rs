//! "One of these", in a text that each connection keeps prepared.

use diesel::{
    AppearsOnTable, Expression, QueryResult, SelectableExpression,
    backend::Backend,
    expression::ValidGrouping,
    query_builder::{AstPass, QueryFragment, QueryId},
    serialize::ToSql,
    sql_types::{Bool, HasSqlType},
};

/// Whether a column has one of these values.
#[derive(Debug, Clone)]
pub(crate) struct OneOf<C, T> {
    column: C,
    values: Vec<T>,
}

/// The same as `eq_any` with values, which the library takes for written anew every time: there is
/// a text for every number of them. Here there is one for each power of two.
pub(crate) fn one_of<C, T: Clone>(column: C, values: impl IntoIterator<Item = T>) -> OneOf<C, T> {
    let mut values: Vec<T> = values.into_iter().collect();
    if let Some(last) = values.last().cloned() {
        values.resize(values.len().next_power_of_two(), last);
    }
    OneOf { column, values }
}

impl<C: Expression, T> Expression for OneOf<C, T> {
    type SqlType = Bool;
}

impl<C: SelectableExpression<S>, T, S> SelectableExpression<S> for OneOf<C, T> where
    Self: AppearsOnTable<S>
{
}

impl<C: AppearsOnTable<S>, T, S> AppearsOnTable<S> for OneOf<C, T> {}

impl<C: ValidGrouping<G>, T, G> ValidGrouping<G> for OneOf<C, T> {
    type IsAggregate = C::IsAggregate;
}

impl<C, T> QueryId for OneOf<C, T> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<DB, C, T> QueryFragment<DB> for OneOf<C, T>
where
    DB: Backend + HasSqlType<C::SqlType>,
    C: Expression + QueryFragment<DB>,
    T: ToSql<C::SqlType, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let Some((first, others)) = self.values.split_first() else {
            out.push_sql("1 = 0");
            return Ok(());
        };
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(" IN (");
        out.push_bind_param::<C::SqlType, T>(first)?;
        for other in others {
            out.push_sql(", ");
            out.push_bind_param::<C::SqlType, T>(other)?;
        }
        out.push_sql(")");
        Ok(())
    }
}
