//! Stock between a real hub and a real node, over real sessions, when one or both were put back and go on as other lives.

use holdfast_crdt::OrderId;
use holdfast_hub::core::order::OrderStatus;

use crate::rig::Rig;

/// How the original stood when it sold what no floor heard of.
#[derive(Debug, Clone, Copy)]
struct Told {
    /// It took the floor for online still: the task is in a letter.
    online: bool,
    /// The floor had granted it all rights that it had.
    all_rights: bool,
}

/// Ten cups: the node holds one for a customer, the hub another that its clone does not know. The clone gives back what that
/// hold stands on, and sells one. The original sells one, too; then it is led back, and goes on as another life.
struct Cloned {
    rig: Rig,
    node_hold: String,
    hub_hold: String,
    sold: [OrderId; 2],
}

impl Cloned {
    fn led_back(told: Told) -> Self {
        let mut rig = Rig::new();
        rig.meet();
        rig.receive("CUP", 10);
        let node_hold = rig.hold_at_node("CUP");
        if told.all_rights {
            rig.hub_takes_all_rights("CUP");
        }
        rig.meet();
        let clone = rig.copy_hub();
        let hub_hold = rig.hold_at_hub("CUP");
        rig.meet();
        rig.link(told.online);
        let unheard = rig.order("CUP", 1);
        let original = rig.copy_hub();

        rig.restore_hub(clone);
        rig.meet();
        rig.link(true);
        let sold_by_clone = rig.order("CUP", 1);
        rig.meet();
        assert_eq!(rig.stock("CUP"), (8, 2));

        // the node has seen a fork: it goes on as another life, too
        rig.restore_hub(original);
        let node = rig.copy_node();
        rig.restore_node(node);
        rig.meet();
        rig.link(true);
        rig.tick_hub();
        rig.meet();
        Self { rig, node_hold, hub_hold, sold: [sold_by_clone, unheard] }
    }
}

/// Found by the matrix of restores: the floor had no rights left to what the second order's task stood on, and let its own
/// hold go for it, with seven cups free at the hub.
#[test]
fn a_floors_hold_stands_where_a_hub_was_cloned_and_led_back() {
    for (online, all_rights) in [(false, false), (false, true), (true, false), (true, true)] {
        let told = Told { online, all_rights };
        let Cloned { rig, node_hold, hub_hold, sold } = Cloned::led_back(told);
        assert_eq!(rig.held_at_node(&node_hold), 1, "{told:?}");
        assert_eq!(rig.held_at_hub(&hub_hold), 0, "{told:?}: the clone may have sold its goods");
        for order in sold {
            assert_eq!(rig.status(order), OrderStatus::Processing, "{told:?}");
            assert!(rig.has_task(order), "{told:?}");
        }
        // the node's hold, and both orders
        assert_eq!(rig.stock("CUP"), (7, 3), "{told:?}");
    }
}
