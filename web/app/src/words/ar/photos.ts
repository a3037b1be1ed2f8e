import type { photos } from "../en/photos.ts";
import type { Translation } from "../say.ts";

export default {
  photo: "صورة",
  take: "التقاط صورة",
  choose: "اختيار صورة",
  change: "التقاط صورة أخرى",
  remove: "إزالة الصورة",
  removed: "أُزيلت الصورة",
  added: "أُضيفت الصورة",
  working: "جارٍ تصغيرها…",
  kept: "محفوظة على هذا الجهاز. تصل إلى الفريق لاحقًا، بعد كل شيء آخر.",
  sent: "تمت مشاركتها مع الفريق",
  elsewhere: "هذه الصورة على جهاز آخر ولم تصل إلى هنا بعد.",
  notPicture: "هذا الملف ليس صورة يمكن عرضها هنا.",
  notKept: "تعذّر حفظ الصورة على هذا الجهاز. أفرغ بعض المساحة والتقطها من جديد.",
  alt: "صورة لـ {name}",
} satisfies Translation<typeof photos.en>;
