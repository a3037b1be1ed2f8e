import type { contacts } from "../en/contacts.ts";
import type { Translation } from "../say.ts";

export default {
  title: "جهات الاتصال",
  sub: "{name} · حتى {time}",
  couple: "العروسان والعائلة",
  suppliers: "المورّدون",
  others: "آخرون",
  coordinator: "المنسّق: {name}",
  here: "هنا منذ {time}",
  due: "يصل {time}",
  late: "كان موعده {time}",
  noPhone: "لا رقم",
  none: "لا جهات اتصال بعد. تأتي مع المورّدين أو من دفتر عناوين يدخله المكتب.",
  sheet: "ورقة جهات الاتصال",
  bringIn: "إدخال قائمة ضيوف",
} satisfies Translation<typeof contacts.en>;
