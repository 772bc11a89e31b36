package code_test

import (
	"slices"
	"strings"
	"testing"

	"entente/internal/event"
)

// TestGrammar takes sentences whose difficulty is who stands where: what must be among
// their events, as "TYPE sources > targets" by country or id, and what must not ("no" before it).
func TestGrammar(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		text string
		want []string
	}{
		{"Ethiopian Prime Minister Dr Abiy Ahmed held bilateral discussions with the Somali President Mohamed Abdullahi Mohamed at his office today.",
			[]string{"CONSULT ETH > SOM"}},
		{"Ahead of the summit, Putin on June 13 held separate talks in Bishkek with Jeenbekov and Indian Prime Minister Narendra Modi.",
			[]string{"CONSULT RUS > KGZ+IND"}},
		{"New Zealand provided an additional $2 million in assistance to Fiji.", []string{"AID NZL > FJI"}},
		{"Senior officials from India and Pakistan met on the sidelines of a regional conference.", []string{"CONSULT IND > PAK"}},
		{"UK and EU negotiators reached an agreement.", []string{"SUPPORT GBR > EU"}},
		{"Iran released five Americans held in Tehran's Evin prison.", []string{"RETREAT IRN > USA", "no COERCE USA > IRN"}},
		{"The Democratic Republic of Congo accused Rwanda of backing the M23 rebels.", []string{"ACCUSE COD > RWA", "no SUPPORT COD > M23"}},
		{"Washington eased sanctions on Venezuelan oil on Wednesday.", []string{"CONCEDE USA > VEN", "no COERCE USA > VEN"}},
		{"North Korea fired a ballistic missile over Japan on Tuesday.", []string{"MOBILIZE PRK > JPN", "no ASSAULT PRK > JPN"}},
		{"Iran will enrich uranium if European countries fail to ease its trade, a spokesman for its atomic agency warned.", []string{"no THREATEN spokesman > IRN"}},
		{"Britain accused Mali of torture. Bamako denied the charge.", []string{"ACCUSE GBR > MLI", "REJECT MLI > GBR"}},
		{"Russian drones entered Poland and were met by Polish pilots.", []string{"no CONSULT POL > RUS"}},
		{"Islamabad said that two children had died and condemned the Iranian attack.", []string{"ACCUSE PAK > IRN"}},
		{"Pakistan condemned the Iranian raid and recalled its ambassador.", []string{"ACCUSE PAK > IRN", "SANCTION PAK > IRN"}},
		{"Britain says that Chad shelters smugglers, a claim that Chad rejects.", []string{"no REJECT CHD > "}},
		{"Mexico said that it would sue Ecuador after Ecuadorean police stormed its embassy in Quito.", []string{"no ASSAULT MEX > ECU"}},
		{"In 2012 Ecuador gave refuge to the Australian activist Julian Assange in its embassy.", []string{"no CONCEDE ECU > AUS"}},
		{"Ecuadorean police stormed the Mexican embassy. Brazil and Chile criticised the raid.", []string{"ACCUSE BRA+CHL > ECU"}},
		{"Rwandan troops crossed into eastern Congo, UN experts said.", []string{"ASSAULT RWA > COD"}},
		{"A delegation led by Vietnam's deputy prime minister visited Vientiane last week.", []string{"CONSULT VNM > LAO"}},
		{"US envoy Steve Witkoff was in Doha over the weekend for meetings with the Qatari prime minister.", []string{"CONSULT USA > QAT"}},
		{"Li Qiang became the first Chinese premier to visit Australia in seven years.", []string{"CONSULT CHN > AUS"}},
		{"Three Azerbaijani soldiers died in a firefight with Armenian troops.", []string{"ASSAULT AZE > ARM"}},
		{"Typhoon Goni slammed into the Philippines on Sunday, killing at least ten people.", []string{"no ACCUSE Typhoon Goni > PHL"}},
		{"Thousands of demonstrators marched through Lima to demand elections.", []string{"PROTEST PER > "}},
		{"Protesters in Baghdad stormed the Turkish embassy.", []string{"PROTEST IRQ > TUR", "no ASSAULT IRQ > TUR"}},
		{"Ghana is a steady partner, and several states in the region, such as Togo and Benin, owe large sums to Beijing.", []string{"COOPERATE TGO+BEN > CHN"}},
		{"The presidents of Chad and Niger have sought to woo investors and deepen ties with other powers.", []string{"no SUPPORT TCD > NER"}},
		{"Japan will fund and build a hospital in Laos.", []string{"AGREE JPN > LAO"}},
		{"On Sunday Sudan sent the Security Council a letter rejecting remarks by Ethiopian Prime Minister Abiy Ahmed.", []string{"REJECT SDN > ETH"}},
		{"The US and South Korea signed a trade deal.", []string{"SUPPORT USA > KOR"}},
		{"Talks between the US and North Korea collapsed.", []string{"CONSULT USA > PRK"}},
		{"The EU and South Korea kicked off eleven days of military drills on Monday.", []string{"COOPERATE EU > KOR"}},
		{"Kenya and Uganda agreed in Kigali to share the water.", []string{"AGREE KEN > UGA"}},
		{"Indian artillery shelled villages in Pakistan.", []string{"ASSAULT IND > PAK"}},
		{"Oxfam criticised Chad for killing five herders.", []string{"ACCUSE OXFAM > TCD"}},
		{"A car bomb in Kyiv killed a Chechen who had fought for Ukraine.", []string{"no ASSAULT UKR > RUS"}},
		{"Syrian government forces launched strikes, and Chad said it would withdraw its envoy from Damascus.", []string{"no SANCTION SYR > TCD"}},
		{"The Chadian president called Hamas a liberation group.", []string{"no REQUEST TCD > PSE"}},
		{"Neither Chad nor Niger accepted the American plan for a truce.", []string{"no AGREE TCD+NER > USA", "REJECT TCD+NER > USA"}},
		{"M23 rebels attacked Congo on Monday.", []string{"ASSAULT COD > COD"}},
	} {
		var got []string
		for _, e := range w.code(t, c.text, "").Events {
			got = append(got, e.Type+" "+names(e.Source)+" > "+names(e.Target))
		}
		for _, want := range c.want {
			not := strings.HasPrefix(want, "no ")
			if slices.Contains(got, strings.TrimPrefix(want, "no ")) == not {
				t.Errorf("%s\n got %q\nwant %s", c.text, got, want)
			}
		}
	}
}

// names are the countries of parties, or their ids or names where they have none.
func names(ps []event.Party) string {
	var out []string
	for _, p := range ps {
		switch {
		case p.Country != "":
			out = append(out, p.Country)
		case p.Actor != "":
			out = append(out, p.Actor)
		default:
			out = append(out, p.Name)
		}
	}
	return strings.Join(out, "+")
}
