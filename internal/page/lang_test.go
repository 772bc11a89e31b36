package page

import "testing"

func TestDetect(t *testing.T) {
	r := newReader(t)
	for _, c := range []struct{ want, text string }{
		{"en", "A bridge over the Pyanj was closed after heavy rain, the emergencies committee reported."},
		{"en", "Uzbekistan and Kyrgyzstan sign border pact in Bishkek"},
		{"de", "Nach schweren Regenfällen wurde eine Brücke über den Fluss gesperrt, wie das Ministerium mitteilte."},
		{"fr", "Un pont a été fermé après de fortes pluies, a annoncé le comité chargé des situations d'urgence."},
		{"es", "Un puente fue cerrado después de las fuertes lluvias, informó el comité de emergencias de la región."},
		{"it", "Un ponte è stato chiuso dopo le forti piogge, ha riferito il comitato per le emergenze della provincia."},
		{"pt", "Uma ponte foi fechada após as fortes chuvas, informou a comissão de emergências da província."},
		{"tr", "Şiddetli yağışların ardından nehir üzerindeki köprü kapatıldı, valilik tarafından duyuruldu."},
		{"az", "Güclü yağışlardan sonra çayın üzərindəki körpü bağlanıb, bu barədə nazirlik məlumat verib."},
		{"uz", "Kuchli yomg'irdan keyin daryo ustidagi ko'prik yopildi, deb xabar berdi Favqulodda vaziyatlar vazirligi."},
		{"uz", "Кучли ёмғирдан кейин дарё устидаги кўприк ёпилди, деб хабар берди Фавқулодда вазиятлар вазирлиги."},
		{"tk", "Güýçli ýagyşdan soň derýanyň üstündäki köpri ýapyldy, diýip ministrlik habar berýär."},
		{"ru", "После сильных дождей мост через реку закрыли, сообщили в комитете по чрезвычайным ситуациям."},
		{"uk", "Після сильних дощів міст через річку закрили, повідомили у комітеті з надзвичайних ситуацій."},
		{"kk", "Қатты жаңбырдан кейін өзен үстіндегі көпір жабылды, деп хабарлады төтенше жағдайлар министрлігі."},
		{"ky", "Катуу жаандан кийин дарыянын үстүндөгү көпүрө жабылды, деп билдирди Өзгөчө кырдаалдар министрлиги."},
		{"tg", "Баъди борони сахт пули болои дарё баста шуд, хабар дод Кумитаи ҳолатҳои фавқулода."},
		{"ar", "أغلق الجسر فوق النهر بعد هطول أمطار غزيرة، حسبما أعلنت لجنة الطوارئ في المنطقة."},
		{"fa", "پس از باران شدید، پل روی رودخانه بسته شد و کمیته بحران این خبر را تایید کرد."},
		{"zh", "大雨过后，河上的桥梁被关闭，应急管理部门通报说。"},
		{"ja", "大雨のあと、川にかかる橋が閉鎖されたと当局が発表した。"},
		{"ko", "폭우가 내린 뒤 강 위의 다리가 폐쇄되었다고 당국이 밝혔다."},
		{"ka", "ძლიერი წვიმის შემდეგ ხიდი დაიკეტა."},
		{"", ""},
		{"", "12.5 % (2021): 34–56"},
		{"", "OK"},
		{"", "Qzx wvuq hjkl brrt mnzz gfdq wpll xxke rrut zzop qqwn vvbt kkjh"},
	} {
		if got := r.t.detect(c.text); got != c.want {
			t.Errorf("detect(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}
