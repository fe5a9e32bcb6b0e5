// What the widget itself says, in seven languages; each text in its name's place.
const NAMES = "title greeting open close input send stop retry offline refused failed stopped you bot sources up down earlier".split(" ");
const TEXTS = {
  en: "Chat|Hello! How can we help?|Open chat|Close chat|Write a message…|Send|Stop|Try again|Offline. Messages are sent later.|Not sent.|The answer broke off.|Stopped|You|Answer|Sources|Helpful|Not helpful|Earlier messages",
  de: "Chat|Hallo! Wie können wir helfen?|Chat öffnen|Chat schließen|Nachricht schreiben …|Senden|Anhalten|Erneut versuchen|Offline. Nachrichten werden später gesendet.|Nicht gesendet.|Die Antwort brach ab.|Angehalten|Sie|Antwort|Quellen|Hilfreich|Nicht hilfreich|Frühere Nachrichten",
  es: "Chat|¡Hola! ¿En qué podemos ayudar?|Abrir el chat|Cerrar el chat|Escribe un mensaje…|Enviar|Detener|Reintentar|Sin conexión. Los mensajes se enviarán luego.|No enviado.|La respuesta se interrumpió.|Detenido|Tú|Respuesta|Fuentes|Útil|No es útil|Mensajes anteriores",
  fr: "Chat|Bonjour ! Comment pouvons-nous aider ?|Ouvrir le chat|Fermer le chat|Écrivez un message…|Envoyer|Arrêter|Réessayer|Hors ligne. Les messages partiront plus tard.|Non envoyé.|La réponse s’est interrompue.|Arrêté|Vous|Réponse|Sources|Utile|Pas utile|Messages précédents",
  ar: "محادثة|مرحبًا! كيف يمكننا مساعدتك؟|فتح المحادثة|إغلاق المحادثة|اكتب رسالة…|إرسال|إيقاف|إعادة المحاولة|لا يوجد اتصال. ستُرسل الرسائل لاحقًا.|لم تُرسل.|انقطعت الإجابة.|تم الإيقاف|أنت|الإجابة|المصادر|مفيدة|غير مفيدة|رسائل سابقة",
  he: "צ׳אט|שלום! איך אפשר לעזור?|פתיחת הצ׳אט|סגירת הצ׳אט|כתיבת הודעה…|שליחה|עצירה|ניסיון נוסף|אין חיבור. ההודעות יישלחו מאוחר יותר.|לא נשלח.|התשובה נקטעה.|נעצר|ההודעה שלך|תשובה|מקורות|מועילה|לא מועילה|הודעות קודמות",
  ja: "チャット|こんにちは。ご質問をどうぞ。|チャットを開く|チャットを閉じる|メッセージを入力…|送信|停止|再試行|オフラインです。後で送信されます。|送信できませんでした。|回答が途切れました。|停止しました|あなた|回答|出典|役に立った|役に立たなかった|以前のメッセージ",
};

/** The texts of a language tag, else the English ones; `own` goes before them where it says something. */
export function speak(tag, own) {
  let lang = String(tag).toLowerCase().split(/[-_]/)[0];
  if (!Object.hasOwn(TEXTS, lang)) lang = "en";
  const texts = { lang, dir: /ar|he/.test(lang) ? "rtl" : "ltr" };
  TEXTS[lang].split("|").forEach((text, n) => (texts[NAMES[n]] = own[NAMES[n]] || text));
  return texts;
}
