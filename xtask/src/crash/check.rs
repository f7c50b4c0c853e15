//! I-3 and I-4 after the last kill: what was answered is still there, and a repetition is answered as the first time.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use serde_json::Value;
use tokio::task::JoinSet;

use super::Journals;
use crate::agreement::agree;
use crate::api::{Answer, Api, Ask, int, list, text};
use crate::audit::all_orders;
use crate::stage::Stage;
use crate::world::Scene;

const AT_ONCE: usize = 8;
const AGREE_WITHIN: Duration = Duration::from_secs(60);

/// Adds what is not true to the stage's problems; figures for the summary. `scene` keeps no journal.
pub async fn answered_is_true(stage: &Arc<Stage>, scene: &Scene, journals: &Journals) -> Result<Vec<String>> {
    agree(scene, AGREE_WITHIN).await?;
    let of_hub = journals.hub.since(0);
    orders_are_there(stage, &all_orders(&scene.hub).await?, &of_hub);
    let mut writes = vec![(scene.hub.clone(), of_hub)];
    for (site, journal) in scene.sites.iter().zip(&journals.nodes) {
        writes.push((site.node.clone(), journal.since(0)));
    }
    let answered: usize = writes.iter().map(|(_, writes)| writes.len()).sum();
    let met_again = writes.iter().flat_map(|(_, writes)| writes).filter(|(_, answer)| answer.replayed).count();
    for (api, writes) in writes {
        repeat(stage, &api, writes).await?;
    }
    Ok(vec![
        format!("{answered:>9} writes answered and repeated at the end"),
        format!("{met_again:>9} of them took effect before a kill kept back the answer"),
    ])
}

/// Every order that was answered 201 stands with the lines it was answered with.
fn orders_are_there(stage: &Stage, orders: &[Value], writes: &[(Ask, Answer)]) {
    let known: BTreeMap<&str, &Value> = orders.iter().map(|order| (text(order, "orderId"), order)).collect();
    for (_, answer) in writes.iter().filter(|(ask, answer)| ask.path == "/v1/orders" && answer.ok()) {
        let id = text(&answer.body, "orderId");
        match known.get(id) {
            None => stage.problem(format!("I-3: order {id} was answered {} and is gone", answer.status)),
            Some(order) if lines(order) != lines(&answer.body) => {
                stage.problem(format!("I-3: order {id} has other lines"))
            }
            Some(_) => {}
        }
    }
}

pub fn lines(order: &Value) -> Vec<(&str, i64)> {
    list(order, "items").iter().map(|line| (text(line, "sku"), int(line, "quantity"))).collect()
}

/// Sends every write again.
async fn repeat(stage: &Arc<Stage>, api: &Api, writes: Vec<(Ask, Answer)>) -> Result<()> {
    let mut repeats = JoinSet::new();
    for (ask, first) in writes.into_iter().filter(|(_, first)| first.ok() || first.status == 409) {
        if repeats.len() >= AT_ONCE
            && let Some(done) = repeats.join_next().await
        {
            let _: Result<()> = done?;
        }
        let (stage, api) = (stage.clone(), api.clone());
        repeats.spawn(async move {
            let again = api.insist(&ask).await?;
            if let Some(difference) = difference(&first, &again) {
                stage.problem(format!(
                    "I-4: {ask} with the key {}: {difference}",
                    ask.key.as_deref().unwrap_or_default()
                ));
            }
            Ok(())
        });
    }
    while let Some(done) = repeats.join_next().await {
        done??;
    }
    Ok(())
}

fn difference(first: &Answer, again: &Answer) -> Option<String> {
    if again.status != first.status {
        return Some(format!("answered {} and then {}", first.status, again.status));
    }
    if again.body != first.body {
        return Some(format!("answered {} and then {}", first.body, again.body));
    }
    (!again.replayed).then(|| "the repetition is not marked Idempotency-Replayed".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_repetition_is_the_same_answer_and_says_so() {
        let first = Answer { status: 201, replayed: false, retry_after: None, body: json!({ "a": 1 }) };
        let again = Answer { replayed: true, ..first.clone() };
        assert_eq!(difference(&first, &again), None);
        assert!(difference(&first, &first).is_some());
        assert!(difference(&first, &Answer { status: 200, ..again.clone() }).is_some());
        assert!(difference(&first, &Answer { body: json!({ "a": 2 }), ..again }).is_some());
    }
}
