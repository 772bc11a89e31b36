package events

import (
	"strings"

	"entente/internal/record"
)

func columns(s string) []string { return strings.Split(s, ",") }

const (
	actorColumns = "Code,Name,CountryCode,KnownGroupCode,EthnicCode,Religion1Code,Religion2Code,Type1Code,Type2Code,Type3Code"
	geo1Columns  = "Type,FullName,CountryCode,ADM1Code,Lat,Long,FeatureID"
	geo2Columns  = "Type,FullName,CountryCode,ADM1Code,ADM2Code,Lat,Long,FeatureID"
)

func gdeltColumns(geo string) []string {
	out := columns("GLOBALEVENTID,SQLDATE,MonthYear,Year,FractionDate")
	for _, a := range []string{"Actor1", "Actor2"} {
		for _, c := range columns(actorColumns) {
			out = append(out, a+c)
		}
	}
	out = append(out, columns("IsRootEvent,EventCode,EventBaseCode,EventRootCode,QuadClass,GoldsteinScale,NumMentions,NumSources,NumArticles,AvgTone")...)
	for _, a := range []string{"Actor1Geo_", "Actor2Geo_", "ActionGeo_"} {
		for _, c := range columns(geo) {
			out = append(out, a+c)
		}
	}
	return append(out, "DATEADDED", "SOURCEURL")
}

// Columns of the formats, after the codebooks named at the package.
var (
	gdelt1Columns  = gdeltColumns(geo1Columns)
	gdelt2Columns  = gdeltColumns(geo2Columns)
	mentionColumns = columns("GLOBALEVENTID,EventTimeDate,MentionTimeDate,MentionType,MentionSourceName,MentionIdentifier,SentenceID,Actor1CharOffset,Actor2CharOffset,ActionCharOffset,InRawText,Confidence,MentionDocLen,MentionDocTone,MentionDocTranslationInfo,Extras")
	icewsColumns   = columns("Event ID,Event Date,Source Name,Source Sectors,Source Country,Event Text,CAMEO Code,Intensity,Target Name,Target Sectors,Target Country,Story ID,Sentence Number,Publisher,City,District,Province,Country,Latitude,Longitude")
	polecatColumns = columns("Event ID,Event Date,Event Type,Event Mode,Intensity,Quad Code,Contexts,Actor Name,Actor Country,Actor COW,Primary Actor Sector,Actor Sectors,Actor Title,Actor Name Raw,Wikipedia Actor ID,Recipient Name,Recipient Country,Recipient COW,Primary Recipient Sector,Recipient Sectors,Recipient Title,Recipient Name Raw,Wikipedia Recipient ID,Placename,City,District,Province,Country,Latitude,Longitude,GeoNames ID,Raw Placename,Feature Type,Source,Publication Date,Story People,Story Organizations,Story Locations,Language,Version")
	phoenixColumns = columns("EventID,Date,Year,Month,Day,SourceActorFull,SourceActorEntity,SourceActorRole,SourceActorAttribute,TargetActorFull,TargetActorEntity,TargetActorRole,TargetActorAttribute,EventCode,EventRootCode,QuadClass,GoldsteinScore,Issues,Lat,Lon,LocationName,StateName,CountryCode,SentenceID,URLs,NewsSources")
	acledColumns   = columns("event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,admin1,admin2,admin3,location,latitude,longitude,geo_precision,source,source_scale,notes,fatalities,tags,timestamp")
)

// Places of the columns that are read.
const (
	gID, gDate                          = 0, 1
	gActor1, gActor2                    = 5, 15
	gRoot, gCode, gRootCode, gQuad      = 25, 26, 28, 29
	gScale, gMentions, gSources, gArt   = 30, 31, 32, 33
	gTone                               = 34
	iID, iDate, iSource, iText, iCode   = 0, 1, 2, 5, 6
	iIntensity, iTarget, iPublisher     = 7, 8, 13
	iPlace                              = 14
	poID, poDate, poType, poMode        = 0, 1, 2, 3
	poIntensity, poQuad                 = 4, 5
	poActor, poRecipient                = 7, 15
	poPlace, poSource, poPublished      = 23, 33, 34
	phID, phDate, phSource, phTarget    = 0, 1, 5, 9
	phCode, phRoot, phScore, phLat      = 13, 14, 16, 18
	phLocation, phState, phCountry      = 20, 21, 22
	phURLs, phNews                      = 24, 25
	aID, aDate, aType, aSub, aActor1    = 0, 1, 5, 6, 7
	aInter1, aActor2, aInter2, aCountry = 9, 10, 12, 17
	aAdmin1, aLocation, aLat, aLon      = 18, 21, 22, 23
	aSource, aDead                      = 25, 28
)

// Values cuts a line of a format, as it was kept, into its columns; nil for JSON and
// for an empty line. A line with another separator than usual is cut by that one
// which gives the most columns.
func Values(f record.Format, line string) []string {
	l, err := layoutOf(f)
	if err != nil || l.json || line == "" {
		return nil
	}
	p := &Parser{layout: l}
	best := p.cut([]byte(line), l.sep, nil)
	if len(best) < len(l.names)/2 {
		for _, sep := range []byte{'\t', ';', ',', '|'} {
			if parts := p.cut([]byte(line), sep, nil); len(parts) > len(best) {
				best = parts
			}
		}
	}
	out := make([]string, len(best))
	for i, b := range best {
		out[i] = string(b)
	}
	return out
}
