import type { areas } from "../en/areas.ts";
import type { Translation } from "../say.ts";

export default {
  title: "من يهتم بماذا",
  tables: "الطاولات {from}–{to}",
  vendors: "كل الموردين",
  some: "جزء منه",
  takeTables: "تولي طاولات لبضع ساعات",
  takeVendors: "تولي الموردين لبضع ساعات",
  from: "من الطاولة",
  to: "إلى الطاولة",
  noNumbers: "رقمان من فضلك.",
  howLong: "لكم من الوقت",
  take: "تولّي",
  help: "يرى الجميع أنك تهتم بهذا. لا يُمنع أحد من تغيير شيء هناك.",
  for: "لمدة {left} بعد",
  heldBefore: "{left} بعد على الأكثر، حسب آخر ما عُرف",
  alone: "لمدة {left} بعد، ودون شبكة لا يعرف ذلك سوى هذا الجهاز",
  waiting: "ينتظر حتى يتاح",
  waitingOwn: "لدى شخص جزء منه، وأنت التالي",
  taken: "تولاه {name}",
  refused: "ليس لك توليه، أو هو كثير دفعة واحدة",
  giveBack: "انتهيت منه",
  giveBackOf: "انتهيت من {what}",
  takeOver: "تولّي بدلًا",
  takeOverOf: "تولي {what} بدلًا من {name}",
  caredFor: "يهتم {name} بـ{what} لمدة {left} بعد. اسأل أولًا أو تابع.",
} satisfies Translation<typeof areas.en>;
