//! Lists in the order a client asked for, page by page. A page begins behind a place: the values sorted by, and the id that
//! breaks ties.

use holdfast_shell::http::answer::{Cursor, ListOrder, parse_sort};
use holdfast_shell::http::problem::Problem;
use rusqlite::types::{FromSql, FromSqlResult, Value, ValueRef};
use serde::{Deserialize, Serialize};

/// A list, and what it may be sorted by: a name of the API, and the SQL it stands for, never null. The first names the id.
#[derive(Debug)]
pub struct Sortable {
    list: &'static str,
    by: &'static [(&'static str, &'static str)],
}

// ids of orders and transfers grow with time
pub const ORDERS: Sortable = Sortable {
    list: "orders",
    by: &[("orderId", "id"), ("orderDate", "id"), ("status", "status"), ("priority", "priority")],
};
pub const PRODUCTS: Sortable = Sortable {
    list: "products",
    by: &[
        ("sku", "sku"),
        ("name", "name"),
        ("category", "coalesce(json_extract(body, '$.category'), '')"),
        ("version", "version"),
    ],
};
pub const WAREHOUSES: Sortable = Sortable {
    list: "warehouses",
    by: &[
        ("id", "id"),
        ("name", "json_extract(body, '$.name')"),
        ("capacity", "coalesce(json_extract(body, '$.capacity'), 0)"),
    ],
};
pub const TRANSFERS: Sortable =
    Sortable { list: "transfers", by: &[("transferId", "id"), ("createdAt", "id"), ("status", "state")] };

pub const SUPPLIERS: Sortable =
    Sortable { list: "suppliers", by: &[("supplierId", "id"), ("name", "json_extract(body, '$.name')")] };
pub const PURCHASES: Sortable = Sortable {
    list: "purchase-orders",
    by: &[
        ("purchaseOrderId", "id"),
        ("createdAt", "id"),
        ("status", "status"),
        ("expectedAt", "coalesce(json_extract(body, '$.expected_at'), 0)"),
    ],
};
pub const RETURNS: Sortable =
    Sortable { list: "returns", by: &[("returnId", "id"), ("createdAt", "id"), ("status", "status")] };

/// One value of a place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Key {
    Number(i64),
    Text(String),
}

impl FromSql for Key {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value {
            ValueRef::Integer(number) => Ok(Self::Number(number)),
            other => other.as_str().map(|text| Self::Text(text.to_owned())),
        }
    }
}

impl From<&Key> for Value {
    fn from(key: &Key) -> Self {
        match key {
            Key::Number(number) => Value::Integer(*number),
            Key::Text(text) => Value::Text(text.clone()),
        }
    }
}

/// An order of a list, and where its page begins.
#[derive(Debug, Clone)]
pub struct Sorting {
    list: &'static str,
    /// SQL and whether descending; the id is last.
    fields: Vec<(&'static str, bool)>,
    after: Option<Vec<Key>>,
}

impl Sorting {
    /// Reads `?sort=` and `?cursor=`; what a list cannot be sorted by, or a cursor of another order, is 422.
    pub fn parse(
        Sortable { list, by }: Sortable,
        sort: Option<&str>,
        cursor: Option<&Cursor>,
    ) -> Result<Self, Problem> {
        let names: Vec<&str> = by.iter().map(|(name, _)| *name).collect();
        let named = sort.map_or(Ok(Vec::new()), |sort| parse_sort(sort, &names))?;
        let (_, id) = by[0];
        let mut fields: Vec<(&'static str, bool)> = Vec::new();
        for (name, descending) in named {
            let known = by.iter().find(|(known, _)| *known == name);
            if let Some((_, sql)) = known.filter(|(_, sql)| fields.iter().all(|(there, _)| there != sql)) {
                fields.push((*sql, descending));
            }
        }
        match fields.iter().position(|(sql, _)| *sql == id) {
            // nothing is equal in its id: what stands behind it sorts nothing
            Some(at) => fields.truncate(at + 1),
            None => fields.push((id, false)),
        }
        let sorting = Self { list, fields, after: None };
        let after = cursor.map(|cursor| cursor.decode(sorting.order())).transpose()?;
        Ok(Self { after, ..sorting })
    }

    /// What the cursors of this order belong to.
    pub fn order(&self) -> ListOrder {
        ListOrder::of(self.list, self.fields.iter().copied())
    }

    /// The columns to select behind the record's own: a row's place.
    pub fn columns(&self) -> String {
        self.fields.iter().map(|(sql, _)| format!(", {sql}")).collect()
    }

    pub fn order_by(&self) -> String {
        let parts: Vec<_> = self
            .fields
            .iter()
            .map(|(sql, descending)| format!("{sql}{}", if *descending { " DESC" } else { "" }))
            .collect();
        format!(" ORDER BY {}", parts.join(", "))
    }

    /// ` AND …` for the rows behind the place where the page begins; adds its values to those bound so far.
    pub fn behind(&self, values: &mut Vec<Value>) -> String {
        let Some(after) = &self.after else { return String::new() };
        let mut clause = String::new();
        for ((sql, descending), key) in self.fields.iter().zip(after).rev() {
            values.push(key.into());
            let (place, sign) = (values.len(), if *descending { '<' } else { '>' });
            clause = match clause.is_empty() {
                true => format!("{sql} {sign} ?{place}"),
                false => format!("({sql} {sign} ?{place} OR ({sql} = ?{place} AND {clause}))"),
            };
        }
        format!(" AND {clause}")
    }

    /// The place of a row whose own columns are the first `own`.
    pub fn place(&self, record: &rusqlite::Row<'_>, own: usize) -> rusqlite::Result<Vec<Key>> {
        (own..own + self.fields.len()).map(|at| record.get(at)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorting(sort: &str, cursor: Option<&Cursor>) -> Result<Sorting, Problem> {
        Sorting::parse(ORDERS, (!sort.is_empty()).then_some(sort), cursor)
    }

    #[test]
    fn the_id_breaks_ties_and_ends_the_order() {
        assert_eq!(sorting("", None).unwrap().order_by(), " ORDER BY id");
        assert_eq!(sorting("-priority,status", None).unwrap().order_by(), " ORDER BY priority DESC, status, id");
        assert_eq!(sorting("-orderId,status", None).unwrap().order_by(), " ORDER BY id DESC");
        assert!(sorting("customer", None).is_err());
    }

    #[test]
    fn a_page_begins_behind_the_last_ones_place() {
        let place = [Key::Number(5), Key::Text("01".into())];
        let place = Cursor(Cursor::encode(sorting("-priority", None).unwrap().order(), &place.to_vec()));
        let mut values = vec![Value::Null];
        let clause = sorting("-priority", Some(&place)).unwrap().behind(&mut values);
        assert_eq!(clause, " AND (priority < ?3 OR (priority = ?3 AND id > ?2))");
        assert_eq!(values, [Value::Null, Value::Text("01".into()), Value::Integer(5)]);
        assert!(sorting("-priority,status", Some(&place)).is_err());
    }
}
