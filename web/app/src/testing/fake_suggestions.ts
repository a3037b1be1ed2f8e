import type { Conflict, FieldValue, Reason, Suggestion } from "@wedsync/client";

const text = (value: FieldValue): string => (typeof value === "string" ? value : "");

/** Suggestions as the engine gives them, by a rule of thumb: the later value of a table, the longer text. */
export function suggestionsFor(conflicts: readonly Conflict[]): readonly Suggestion[] {
  return conflicts.flatMap((each): Suggestion[] => {
    const [server, client] = each.siblings;
    if (each.kind !== "disagreement" || !server || !client) return [];
    const isLonger = text(client.value).length > text(server.value).length;
    const isTable = each.field === "table";
    const reasons: Reason[] = isTable
      ? [
          { reason: "time", text: "This device's edit is 4 minutes newer." },
          { reason: "person_history", text: "You mostly took this device's value." },
        ]
      : [{ reason: "contains", text: "This device's value has all of the other one, and more." }];
    const isGuess = !isTable && !isLonger;
    return [
      {
        scope: each.scope,
        record: each.record,
        field: each.field,
        client: client.dot,
        server: server.dot,
        action: isGuess ? "user_choice" : "client_wins",
        confidence: isGuess ? 0.4 : isTable ? 0.78 : 0.92,
        take: isGuess ? null : client.dot,
        reasons: isGuess ? [] : reasons,
        alternatives: [{ action: "server_wins", confidence: 0.2 }],
        protected: false,
        source: "model",
      },
    ];
  });
}
