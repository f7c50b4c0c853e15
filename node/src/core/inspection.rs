//! Quality control and its release: what was set apart is available again, damaged, or lost.

use holdfast_crdt::{Account, Cause, ExpectedReceiptId, InspectionId, Quantity, Sku};
use holdfast_sync::delivery::{self, GoodsInspected, InspectedLine};
use holdfast_sync::limits::GOODS_LINES_MAX;
use holdfast_sync::mail::ToHub;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Floor, Refusal};

/// Where goods stand that nobody may promise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Apart {
    #[default]
    QualityControl,
    Damaged,
}

impl Apart {
    fn account(self) -> Account {
        match self {
            Self::QualityControl => Account::QualityControl,
            Self::Damaged => Account::Damaged,
        }
    }

    fn told(self) -> delivery::Apart {
        match self {
            Self::QualityControl => delivery::Apart::QualityControl,
            Self::Damaged => delivery::Apart::Damaged,
        }
    }
}

/// What becomes of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Available,
    Damaged,
    Loss,
}

impl Verdict {
    fn account(self) -> Account {
        match self {
            Self::Available => Account::Available,
            Self::Damaged => Account::Damaged,
            Self::Loss => Account::Loss,
        }
    }

    fn told(self) -> delivery::Verdict {
        match self {
            Self::Available => delivery::Verdict::Available,
            Self::Damaged => delivery::Verdict::Damaged,
            Self::Loss => delivery::Verdict::Loss,
        }
    }
}

/// Never from damaged to damaged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InspectionLine {
    pub sku: Sku,
    pub quantity: Quantity,
    pub from: Apart,
    pub to: Verdict,
}

impl Floor<'_> {
    /// Moves units as a person judged them, all lines or none. Of what is released the hub gets its share, as of a receipt.
    /// Where the units came with something that was expected, the hub is told.
    pub fn inspect(
        &mut self,
        lines: &[InspectionLine],
        expected: Option<ExpectedReceiptId>,
        cause: &Cause,
    ) -> Result<InspectionId, Refusal> {
        let inspection = InspectionId::from_parts(self.now, self.chance());
        for (index, InspectionLine { sku, quantity, from, to }) in lines.iter().enumerate() {
            let moved = self.shift(sku, from.account(), to.account(), quantity.get(), cause);
            moved.map_err(|error| Refusal::Post { index, error })?;
            if *to == Verdict::Available {
                self.share(sku, quantity.get());
            }
        }
        for portion in lines.chunks(GOODS_LINES_MAX) {
            let Some(expected) = expected else { break };
            let line = |line: &InspectionLine| InspectedLine {
                sku: line.sku.clone(),
                quantity: line.quantity,
                from: line.from.told(),
                to: line.to.told(),
            };
            let (at, lines) = (self.now, portion.iter().map(line).collect());
            self.tell(ToHub::Inspected(GoodsInspected { inspection, expected, at, lines }));
        }
        Ok(inspection)
    }
}

#[cfg(test)]
mod tests {
    use holdfast_crdt::{Millis, PostError};

    use super::*;
    use crate::core::testing::{Scene, cause, sku};

    fn line(units: u64, from: Apart, to: Verdict) -> InspectionLine {
        InspectionLine { sku: sku("CUP"), quantity: Quantity::new(units).unwrap(), from, to }
    }

    #[test]
    fn goods_are_released_damaged_or_lost_and_the_hub_gets_its_share() {
        let mut scene = Scene::new();
        scene.shift("CUP", Account::Supplier, Account::QualityControl, 10);
        let lines = [
            line(5, Apart::QualityControl, Verdict::Available),
            line(2, Apart::QualityControl, Verdict::Damaged),
            line(1, Apart::QualityControl, Verdict::Loss),
            line(1, Apart::Damaged, Verdict::Available),
        ];
        scene.floor().inspect(&lines, None, &cause()).unwrap();
        let cell = scene.cell("CUP");
        assert_eq!((cell.available(), cell.damaged(), cell.quality_control(), cell.on_hand()), (6, 1, 2, 9));
        assert_eq!(scene.hub_rights("CUP"), 4);
        assert!(scene.letters().is_empty(), "it is nobody's return");
        let of = Some(ExpectedReceiptId::from_parts(Millis(1), 1));
        scene.floor().inspect(&[line(1, Apart::QualityControl, Verdict::Loss)], of, &cause()).unwrap();
        assert!(matches!(&scene.letters()[..], [ToHub::Inspected(goods)] if goods.lines.len() == 1));
    }

    #[test]
    fn what_the_hub_set_apart_the_hub_puts_back() {
        let mut scene = Scene::new();
        scene.hub_shift("CUP", Account::Supplier, Account::Available, 5);
        scene.hub_shift("CUP", Account::Available, Account::Damaged, 2);
        let refused = scene.floor().inspect(&[line(1, Apart::Damaged, Verdict::Available)], None, &cause());
        assert!(matches!(refused, Err(Refusal::Post { error: PostError::BeyondPart { .. }, .. })), "{refused:?}");
        let refused = scene.floor().inspect(&[line(1, Apart::QualityControl, Verdict::Loss)], None, &cause());
        assert!(matches!(refused, Err(Refusal::Post { error: PostError::BeyondAccount { .. }, .. })), "{refused:?}");
    }
}
