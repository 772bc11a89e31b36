package page

import (
	"testing"

	"entente/internal/doc"
)

// TestPublished gives texts whose day of publication is stated, can be bounded,
// or cannot be known. Want "" is unknown.
func TestPublished(t *testing.T) {
	r := newReader(t)
	for _, c := range []struct{ name, text, want string }{
		// Stated by the page.
		{"label", "Ministers meet in Astana\n\nPublished 12 May 2021\n\nThe ministers of five states met in Astana to talk about water and power.", "2021-05-12"},
		{"label with colon", "Ministers meet in Astana\nPosted: May 12, 2021 at 10:35\n\nThe ministers of five states met in Astana to talk about water and power.", "2021-05-12"},
		{"date line", "Talks resume in Doha\n\n14.09.2022\n\nThe two sides sat down again in Doha and spoke for six hours about prisoners.", "2022-09-14"},
		{"date line in words", "Talks resume in Doha\n\nWednesday, 14 September 2022\n\nThe two sides sat down again in Doha and spoke for six hours about prisoners.", "2022-09-14"},
		{"iso date line", "2019-06-14 | Bishkek\nSummit ends with a declaration\n\nThe leaders of eight states signed a declaration at the end of their summit in Bishkek.", "2019-06-14"},
		{"byline with date", "Pipeline opens\nBy Jane Doe | September 3, 2018\n\nA new pipeline was opened on Monday in the west of the country by the two ministers.", "2018-09-03"},
		{"ambiguous numbers", "Pipeline opens\nPublished: 04/03/2022\n\nA new pipeline was opened on Monday in the west of the country by the two ministers.", "2022-03-04/2022-04-03"},
		{"american numbers", "Pipeline opens\nPublished: 04/23/2022\n\nA new pipeline was opened on Monday in the west of the country by the two ministers.", "2022-04-23"},
		{"published beats updated", "Pipeline opens\nUpdated: 5 March 2020\nPublished: 2 March 2020\n\nA new pipeline was opened on Monday in the west of the country by two ministers.", "2020-03-02"},
		{"updated only", "Pipeline opens\nLast updated: 5 March 2020\n\nA new pipeline was opened on Monday in the west of the country by the two ministers.", "2020-03-05"},
		{"dateline without year", "ASTANA, March 3 (Reuters) - Kazakhstan shipped its first oil through the new line, the energy ministry said.", ""},
		{"dateline with year", "BISHKEK, 3 March 2021 (24.kg) – Parliament passed the budget in its third reading, its speaker said.", "2021-03-03"},
		{"dateline and event", "ASTANA, March 3 (Reuters) - Kazakhstan called for talks a week after Russia's invasion of Ukraine in February, the foreign ministry said.", "2022-03-03/2022-03-04"},
		{"russian date line", "Министры встретились в Астане\n\n14 сентября 2022 г., 10:15\n\nМинистры пяти государств встретились в Астане и обсудили вопросы водоснабжения и торговли.", "2022-09-14"},
		{"russian label", "Министры встретились в Астане\n\nОпубликовано: 14 сентября 2022\n\nМинистры пяти государств встретились в Астане и обсудили вопросы водоснабжения и торговли.", "2022-09-14"},
		{"german label", "Minister treffen sich\n\nVeröffentlicht am 3. Oktober 2019\n\nDie Minister der beiden Länder haben sich in Berlin getroffen und über den Handel gesprochen.", "2019-10-03"},
		{"first published elsewhere", "Pipeline opens\n\nA new pipeline was opened on Monday in the west of the country by the two ministers.\n\nThis article was first published by Eurasianet on 7 July 2020.", "2020-07-07"},

		// Bounded by what the text says.
		{"year of the past", "The two states have been partners since 2015, and trade between them grew every year.", "2015/.."},
		{"month and year", "In October 2021, the ministry announced that it would build a new road to the border.", "2021-10/.."},
		{"latest of several", "The road was begun in 2009. It was opened in June 2014 by the president, and it was widened in 2012.", "2014-06/.."},
		{"future year is no bound", "The government wants to reach this goal by 2030 and plans to join the pact in 2035.", ""},
		{"future election", "Parties are getting ready for the vote in 2027 elections, which will decide on the next parliament.", ""},
		{"past and future year", "The railway was agreed on in 2018, and it is to be finished by 2028.", "2018/.."},
		{"event with month", "Trade has fallen since the coup in Niger in July, and the neighbors are worried about their exports.", "2023-07-26/2024-06-30"},
		{"event, months", "The coup in Niger in July took neighbors by surprise. In September they lifted some sanctions. In October the talks were broken off.", "2023-10/2023-12"},
		{"event without date", "Markets have been uneasy since the Taliban seized Kabul, and traders said prices had doubled.", "2021-08-15/.."},
		{"last year's event", "After Russia's invasion of Ukraine last year, many firms moved their offices to Almaty.", "2023"},
		{"event earlier this year", "After Russia's invasion of Ukraine earlier this year, many firms moved their offices to Almaty.", "2022-02-24/2022-12-31"},
		{"years after", "Two years ago, Russia's invasion of Ukraine changed the trade of the whole region.", "2023-09/2024-08"},
		{"last month's coup", "The junta that took over in last month's coup in Niger said it would hold talks with its neighbors.", "2023-08"},
		{"idiom", "Since the October 7 attack by Hamas on Israel, shipping has become more expensive, insurers said.", "2023-10-07/.."},
		{"holder", "President Joe Biden told reporters that the two sides were close to a deal.", "2021-01-20/2025-01-20"},
		{"two terms", "President Donald Trump told reporters that the two sides were close to a deal.", "2017-01-20/.."},
		{"former holder", "Former President Almazbek Atambaev was moved to another prison, his lawyer said.", "2017-11-24/.."},
		{"holders of two offices", "British Prime Minister Liz Truss met French President Emmanuel Macron and said that they had agreed on energy.", "2022-09-06/2022-10-25"},
		{"two holders of one office", "President Donald Trump signed the order. President Joe Biden withdrew it, and officials said nothing has come of it since.", "2021-01-20/.."},
		{"title misread", "Vice President Joe Biden visited the region and spoke about democracy.", ""},
		{"last month and month", "Officials last month agreed on a customs deal with the Georgian port.\n\nThe customs deal was agreed in Tbilisi in May, and the port was told at once. In 2019 the parties first spoke in Baku.", "2019-06/.."},
		{"weekday and day", "Liz Truss, the prime minister, was told. Prime Minister Boris Johnson spoke on Monday, March 8, before lawmakers, and answered their questions.", "2021-03-08/2022-02-28"},
		{"copyright only", "The two sides sat down again in Doha and spoke for six hours about prisoners.\n\nCopyright (c) 2017 Somebody. All rights reserved.", "../2017"},

		// Nothing to be known.
		{"nothing", "The minister said that the road would be built soon, and that the money had been found.", ""},
		{"bare month", "The ministers met in November and agreed to open the road to trucks.", ""},
		{"relative only", "Last month the ministers agreed to open the road to trucks, and last week they signed.", ""},
		{"feared event", "Officials warned that Moscow could invade Ukraine in February, and asked to leave.", ""},
		{"wanted event", "Finland and Sweden want to join NATO, and called on others to help.", ""},
		{"agenda", "The 2030 Agenda was adopted by all states, and the 2045 targets were named too.", ""},
		{"to be held", "The conference to be held in Rio in June 2031 was welcomed by the ministers.", ""},
		{"after and to", "The plan covers 2024 to 2029, and after 2014 the troops were to go home.", ""},
		{"ahead in another sentence", "They committed themselves to this in 2031. By 2030 poverty will be gone.", ""},
		{"denied event", "The Taliban had not seized power in Kabul, a witness wrote of that day.", ""},
		{"numbers that look like years", "The army sent 2021 soldiers and 1999 trucks, at a cost of $2022 each.", ""},
		{"verbs that look like months", "He may march to the border, and the deal may hold. March on, he said.", ""},
		{"empty", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := read(t, r, &doc.Document{Text: c.text})
			if p.Published != c.want {
				t.Errorf("Read(%q)\n got %q %v\nwant %q", c.text, p.Published, reasons(p), c.want)
			}
			if want := map[bool]doc.PublishedBasis{true: doc.PublishedUnknown, false: doc.PublishedInferred}[c.want == ""]; p.PublishedBasis != want {
				t.Errorf("Read(%q)\n got basis %q, want %q", c.text, p.PublishedBasis, want)
			}
			if (len(p.PublishedReasons) == 0) != (c.want == "") {
				t.Errorf("Read(%q)\n got %d reasons for %q", c.text, len(p.PublishedReasons), p.Published)
			}
		})
	}
}

func reasons(p *doc.Page) (out []string) {
	for _, r := range p.PublishedReasons {
		out = append(out, r.In(p.Text)+": "+r.Why)
	}
	return out
}
