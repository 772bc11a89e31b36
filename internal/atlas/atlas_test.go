package atlas

import (
	"strings"
	"testing"

	"entente/data"
)

func shipped(t testing.TB) *Atlas {
	t.Helper()
	a, err := Load(data.FS, "actors", "gazetteer")
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestShipped(t *testing.T) { shipped(t) }

func best(a *Atlas, forms []string, i int) string {
	hs := a.Longest(forms, i)
	s := ""
	for _, h := range hs {
		if h.Tokens == hs[0].Tokens {
			s += " " + h.Entity.ID + ":" + string(h.Kind)
			if h.Weak {
				s += "~"
			}
		}
	}
	if s == "" {
		return "-"
	}
	return strings.TrimSpace(s)
}

func TestLongest(t *testing.T) {
	a := shipped(t)
	for _, c := range []struct{ text, want string }{
		{"U.S. officials", "USA:adjective USA:alias"},
		{"US officials", "USA:adjective USA:alias"},
		{"us officials", "-"},
		{"turkey", "-"},
		{"Turkey", "TUR:name"},
		{"TURKEY SAYS", "TUR:name"},
		{"Guinea - Bissau", "GNB:name"},
		{"People 's Republic of China", "CHN:alias"},
		{"People's Republic of China", "CHN:alias"},
		{"Cote d’Ivoire", "CIV:alias"},
		{"I ran", "-"},
		{"Papua New Guinea", "PNG:name"},
		{"South Korea 's", "KOR:name"},
		{"Nigeria", "NGA:name"},
		{"SCO", "SCO:acronym"},
		{"Sco", "-"},
		{"Georgia", "GEO:name US-GA:name~"},
		{"Jordan", "JOR:name"},
		{"jordan", "-"},
		{"Chad", "TCD:name"},
		{"Congo", "COD:alias~ COG:alias~"},
		{"Democratic Republic of Congo", "COD:alias"},
		{"DR Congo", "COD:alias"},
		{"Republic of Congo", "COG:alias"},
		{"Guinea", "GIN:name"},
		{"Equatorial Guinea", "GNQ:name"},
		{"Equatorial Guinean", "GNQ:adjective"},
		{"Niger", "NER:name"},
		{"Nigeria", "NGA:name"},
		{"Nigerien", "NER:adjective"},
		{"Nigerian", "NGA:adjective"},
		{"Washington", "USA:capital"},
		{"Korea", "KOR:alias~ PRK:alias~"},
		{"North Korea", "PRK:name"},
		{"S. Korea", "KOR:alias"},
		{"the United States", "USA:alias"},
		{"Kazakh", "KAZ:adjective"},
		{"Kazakhstani", "KAZ:adjective"},
		{"Tajiks", "TJK:people"},
		{"Kyrgyz", "KGZ:adjective KGZ:people"},
		{"Kyrgyz Republic", "KGZ:alias"},
		{"Uzbek", "UZB:adjective"},
		{"Turkmen", "TKM:adjective"},
		{"Ivory Coast", "CIV:name"},
		{"Swaziland", "SWZ:name"},
		{"Burma", "MMR:alias"},
		{"Türkiye", "TUR:alias"},
		{"Turkiye", "TUR:alias"},
		{"Timor-Leste", "TLS:name"},
		{"Timor - Leste", "TLS:name"},
		{"Bosnia-Herzegovina", "BIH:alias"},
		{"N'Djamena", "TCD:capital"},
		{"Sana’a", "YEM:capital"},
		{"European Council", "EUROPEAN_COUNCIL:name"},
		{"Council of Europe", "COE:name"},
		{"European Union", "EU:name"},
		{"European", "EUROPE:adjective"},
		{"Shanghai Cooperation Organization", "SCO:name"},
		{"Islamic State Khorasan Province", "ISKP:name"},
		{"Islamic State", "ISIS:name"},
		{"al - Shabaab", "AL_SHABAAB:name"},
		{"Al Shabab", "AL_SHABAAB:alias"},
		{"Royal United Services Institute", "RUSI:name"},
		{"Kissinger Institute on China and the United States", "KISSINGER_INST:name"},
		{"RFE/RL", "RFERL:acronym"},
		{"RFE / RL", "RFERL:acronym"},
		{"New York Times", "NYT:alias"},
		{"South China Morning Post", "SCMP:name"},
		{"Kremlin", "RUS:metonym"},
		{"Downing Street", "GBR:metonym"},
		{"Rashtrapati Bhavan", "IND:metonym"},
		{"Akorda", "KAZ:metonym"},
		{"Gorno-Badakhshan Autonomous Region", "TJ-GB:alias"},
		{"GBAO", "TJ-GB:alias"},
		{"Xinjiang Province", "CN-XJ:name"},
		{"Karakalpakstan Republic", "UZ-QR:alias"},
		{"the West", "THE_WEST:name"},
		{"West Bank", "PSE.WEST_BANK:name"},
		{"Central Asia", "CENTRAL_ASIA:name"},
		{"Central African Republic", "CAF:name"},
		{"Soviet Union", "SUN:name"},
		{"West German", "DEU:adjective"},
		{"СССР", "SUN:name"},
		{"Қазақстан", "KAZ:name"},
		{"中国", "CHN:name"},
	} {
		got := best(a, strings.Fields(c.text), 0)
		if !strings.Contains(got, c.want) {
			t.Errorf("%s: got %s, want %s", c.text, got, c.want)
		}
	}
	if r, n := a.LongestRole([]string{"border", "guards", "say"}, 0); n != 2 || r.Sector != "MIL" {
		t.Error(r, n)
	}
}
