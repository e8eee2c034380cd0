package atlas

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/redsail/redsail/internal/atlas/address"
)

// withAddress puts first the building or crossing that a typed address means, where the words alone
// have led elsewhere, and the road of a house number that it does not have: 纬二路5号 is no building 5号楼
// there. Where the words have led nowhere, it is whatever the address means. Of several meanings all are told.
func (p *Picture) withAddress(hits []Hit, text string, limit int) ([]Hit, error) {
	if !likeAddress(text) {
		return hits, nil
	}
	b, err := p.addresses()
	if err != nil {
		return nil, err
	}
	found := b.Match(text)
	number := houseNumber(text)
	var first []Hit
	for i := range found.Candidates {
		c := &found.Candidates[i]
		lacking := c.Level == address.LevelRoad && number != ""
		fine := c.Level == address.LevelBuilding || c.Level == address.LevelCrossing || lacking
		if c.Score < found.Candidates[0].Score || found.Outcome == address.None || !fine && len(hits) > 0 {
			break
		}
		h := b.searchHit(c, &found)
		if lacking && h.Note == "" {
			h.Note = "没有找到“" + number + "”"
		}
		first = append(first, h)
		if found.Outcome == address.Found {
			break
		}
	}
	if len(first) == 0 || len(hits) > 0 && slices.ContainsFunc(first, func(h Hit) bool { return h.Code != "" && h.Code == hits[0].Code }) {
		return hits, nil
	}
	for _, h := range hits {
		if !slices.ContainsFunc(first, func(o Hit) bool { return o.Layer == h.Layer && o.Code == h.Code && o.Name == h.Name }) {
			first = append(first, h)
		}
	}
	return first[:min(len(first), limit)], nil
}

// houseNumbers finds house numbers, with what follows where they are the number of something else.
var houseNumbers = regexp.MustCompile(`([0-9０-９〇零一二三四五六七八九十百千]+(?:[-－之][0-9０-９]+)?[号號]院?)([楼樓栋棟幢门門线線网網单單]?)`)

// houseNumber is the last house number in a text; empty = none.
func houseNumber(text string) (last string) {
	for _, m := range houseNumbers.FindAllStringSubmatch(text, -1) {
		if m[2] == "" {
			last = m[1]
		}
	}
	return last
}

// likeAddress is true of a text with characters and a number, or a crossing.
func likeAddress(text string) bool {
	han := strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	return han && (strings.ContainsFunc(text, unicode.IsNumber) || strings.ContainsAny(text, "一二三四五六七八九十口交旁边门面对側侧号號栋棟幢"))
}

// searchHit is a candidate as the search box shows it. Its note tells what was left aside.
func (b *addressBook) searchHit(c *address.Candidate, found *address.Answer) Hit {
	a := b.hit(c)
	h := Hit{Kind: a.Kind, Layer: a.Layer, Code: a.Code, Name: a.Name, Point: a.Point, Matched: ByAddress}
	if a.Kind == HitBuilding {
		h.Name = buildingName(b.houses[c.Houses[0]])
	}
	var around []string
	for _, area := range a.Areas {
		if i := slices.IndexFunc(b.picture.layers, func(l layer) bool { return l.def.Key == area.Layer }); b.picture.layers[i].def.Partition {
			around = append(around, area.Name)
		}
	}
	if inner := b.picture.contextLayer(); inner >= 0 { // as other hits: down to the community
		around = around[min(len(around), 1):min(len(around), b.picture.layers[inner].depth+1)]
	}
	if a.Kind == HitBuilding {
		around = append(around, strings.TrimSuffix(a.Name, h.Name))
	}
	h.Context = strings.TrimSpace(strings.Join(around, " "))
	h.Note = aside(found)
	return h
}

// aside says what of an address was not used.
func aside(found *address.Answer) string {
	var dropped []string
	for _, d := range found.Dropped {
		dropped = append(dropped, d.Text)
	}
	var out []string
	if len(dropped) > 0 {
		out = append(out, "未用“"+strings.Join(dropped, "”“")+"”")
	}
	if len(found.Unknown) > 0 {
		out = append(out, "没有找到“"+strings.Join(found.Unknown, "”“")+"”")
	}
	return strings.Join(out, "；")
}
