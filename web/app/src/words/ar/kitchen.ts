import type { kitchen } from "../en/kitchen.ts";
import type { Translation } from "../say.ts";

export default {
  title: "ورقة المطبخ",
  back: "الضيوف",
  sub: {
    zero: "لا وجبات · حتى {time}",
    one: "وجبة واحدة · حتى {time}",
    two: "وجبتان · حتى {time}",
    few: "{count} وجبات · حتى {time}",
    many: "{count} وجبة · حتى {time}",
    other: "{count} وجبة · حتى {time}",
  },
  children: {
    zero: "لا أطفال",
    one: "طفل واحد",
    two: "طفلان",
    few: "{count} أطفال",
    many: "{count} طفلًا",
    other: "{count} طفل",
  },
  meals: "الوجبات",
  diets: "الحميات",
  allergies: "الحساسية",
  none: "لا شيء مدوّن.",
  noMeal: "لم تُختر بعد",
  perTable: "حسب الطاولة",
  noTable: "لا طاولة بعد",
  tableCovers: {
    zero: "لا وجبات",
    one: "وجبة واحدة",
    two: "وجبتان",
    few: "{count} وجبات",
    many: "{count} وجبة",
    other: "{count} وجبة",
  },
  nothingSpecial: "لا شيء خاص",
  print: "طباعة",
} satisfies Translation<typeof kitchen.en>;
