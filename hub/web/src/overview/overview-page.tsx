/** What is wrong first, then how it goes. */
import { PageHeader } from "../ui/index.ts";

export function OverviewPage() {
  return <PageHeader title="Overview" />;
}
