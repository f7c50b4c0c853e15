//! Receiving goods: supplier to available, damaged or quality control; all lines or none.

use holdfast_crdt::{Account, Cause, Quantity, ReceiptId, Sku};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::bins::Bin;
use super::{Floor, Refusal};

/// How goods arrived.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    #[default]
    Available,
    Damaged,
    QualityControl,
}

impl Condition {
    fn account(self) -> Account {
        match self {
            Self::Available => Account::Available,
            Self::Damaged => Account::Damaged,
            Self::QualityControl => Account::QualityControl,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptLine {
    pub sku: Sku,
    pub quantity: Quantity,
    pub bin: Option<Bin>,
    pub condition: Condition,
}

impl Floor<'_> {
    /// Takes goods in and grants the hub its share of them in the same breath.
    pub fn receive(&mut self, lines: &[ReceiptLine], cause: &Cause) -> Result<ReceiptId, Refusal> {
        self.take_in(lines, Account::Supplier, cause)
    }

    /// The same of goods that come from anywhere.
    pub(super) fn take_in(
        &mut self,
        lines: &[ReceiptLine],
        from: Account,
        cause: &Cause,
    ) -> Result<ReceiptId, Refusal> {
        let receipt = ReceiptId::from_parts(self.now, self.chance());
        for (index, line) in lines.iter().enumerate() {
            let (units, to) = (line.quantity.get(), line.condition.account());
            self.shift(&line.sku, from, to, units, cause).map_err(|error| Refusal::Post { index, error })?;
            if to == Account::Available {
                self.share(&line.sku, units);
            }
        }
        Ok(receipt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::testing::{Scene, cause, sku};

    fn line(name: &str, quantity: u64, condition: Condition) -> ReceiptLine {
        ReceiptLine { sku: sku(name), quantity: Quantity::new(quantity).unwrap(), bin: None, condition }
    }

    #[test]
    fn goods_go_where_their_condition_says_and_the_hub_gets_its_share() {
        let mut scene = Scene::new();
        let lines = [
            line("CUP", 10, Condition::Available),
            line("CUP", 2, Condition::Damaged),
            line("PAN", 3, Condition::QualityControl),
        ];
        scene.floor().receive(&lines, &cause()).unwrap();
        let cup = scene.cell("CUP");
        assert_eq!((cup.on_hand(), cup.available(), cup.damaged()), (12, 10, 2));
        assert_eq!((scene.rights("CUP"), scene.hub_rights("CUP")), (2, 8));
        assert_eq!(scene.cell("PAN").quality_control(), 3);
    }

    #[test]
    fn more_than_a_shelf_can_hold_is_refused_with_its_line() {
        let mut scene = Scene::new();
        let lines = [line("CUP", 1, Condition::Available), line("CUP", 1_000_000_000, Condition::Available)];
        let refused = scene.floor().receive(&lines, &cause());
        assert!(matches!(refused, Err(Refusal::Post { index: 1, .. })));
    }
}
