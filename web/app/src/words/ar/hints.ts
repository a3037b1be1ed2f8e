import type { hints } from "../en/hints.ts";
import type { Translation } from "../say.ts";

export default {
  somebody: "شخص ما",
  held: "تولّى {name} هذا الآن.",
  heldFor: "تولّى {name} هذا لمدة {left} على الأكثر.",
  workAreaFor: "يهتم {name} بهذا لمدة {left} بعد.",
  workArea: "يهتم {name} بهذا الآن.",
  editingNow: "{name} يعدّل هذا.",
  lookingNow: "{name} فتح هذا.",
  outOfReach: "هذا الجهاز بعيد عن شبكة الفريق.",
  outOfReachSince: "هذا الجهاز بعيد عن الشبكة ويعرف ما فعله الفريق حتى {time}.",
  away: "عمل {name} على هذا وهو خارج الشبكة.",
  awaySince: "غيّر {name} هذا {when} وهو خارج الشبكة.",
  someoneAway: "{name} خارج الشبكة وربما يغيّر هذا.",
  touched: "غيّر {name} هذا قبل قليل.",
  touchedSince: "غيّر {name} هذا {when}.",
  oftenShared: "كثيرًا ما يغيّر عدة منكم هذا.",
  waitForReach: "الأفضل: تغييره حين تعود الشبكة.",
  waitForPerson: "الأفضل: الانتظار حتى يعود {name} إلى الشبكة.",
  ask: "الأفضل: سؤال {name} أولًا.",
  workElsewhere: "الأفضل: البدء بشيء آخر.",
  takeOver: "الأفضل: توليه ليعلم {name}.",
  goOn: "يمكنك المتابعة على أي حال: لا يضيع شيء.",
} satisfies Translation<typeof hints.en>;
