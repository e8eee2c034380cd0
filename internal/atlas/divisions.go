package atlas

import (
	"slices"
	"strings"

	"github.com/redsail/redsail/data"
	"github.com/redsail/redsail/internal/atlas/address"
)

// elsewhere are the divisions that an address may name and the city does not hold: other cities and their
// counties, and those of its own of which nothing is there. A city that holds none of its counties, or that
// is in no table, has none of its own.
func (p *Picture) elsewhere() (out []address.Other) {
	table := data.Divisions()
	own, held := trimmedCode(p.Scheme.City), p.heldDivisions()
	any := false
	for _, d := range table {
		any = any || own != "" && d.Code != p.Scheme.City && strings.HasPrefix(d.Code, own) && held[d.Code]
	}
	for _, d := range table {
		mine := own != "" && strings.HasPrefix(d.Code, own)
		if d.IsProvince() || held[d.Code] || mine && (!any || d.Code == p.Scheme.City) {
			continue
		}
		over := own != "" && strings.HasPrefix(own, trimmedCode(d.Code))
		out = append(out, address.Other{Name: d.Name, Own: mine, Over: over})
		if mine {
			for _, said := range zoneWords(d.Name) {
				out = append(out, address.Other{Name: said, Own: true, Zone: true})
			}
		}
	}
	return out
}

// developmentZones are what people and offices call the development zones that the table has as counties.
var developmentZones = [][]string{
	{"高新区", "高新技术开发区", "高新技术产业开发区", "高新技术产业园区", "高新技术产业区", "高新开发区"},
	{"经开区", "经济开发区", "经济技术开发区"},
}

// zoneWords are the other names of a development zone: 高新区, 高新技术开发区 of 蚌埠市高新技术开发区. One
// with a name of its own keeps that: 滨海经开区.
func zoneWords(name string) []string {
	for _, words := range developmentZones {
		for _, word := range words {
			before, is := strings.CutSuffix(name, word)
			if !is {
				continue
			}
			before = strings.TrimPrefix(before, cityOf(before))
			out := make([]string, len(words))
			for i, w := range words {
				out[i] = before + w
			}
			return out
		}
	}
	return nil
}

// cityOf is the city, with its province in front or not, with whose name a text begins: 蚌埠市, 河南商丘.
func cityOf(text string) string {
	longest := ""
	for _, d := range data.Divisions() {
		if !strings.HasSuffix(d.Code, "00") || d.IsProvince() {
			continue
		}
		stem := strings.TrimSuffix(d.Name, "市")
		at := strings.Index(text, stem)
		if at < 0 || at > 0 && !isProvince(text[:at]) {
			continue
		}
		named := text[:at+len(stem)]
		if strings.HasPrefix(text[len(named):], "市") {
			named += "市"
		}
		if len(named) > len(longest) {
			longest = named
		}
	}
	return longest
}

func isProvince(name string) bool {
	return slices.ContainsFunc(data.Divisions(), func(d data.Division) bool {
		return d.IsProvince() && (d.Name == name || strings.HasPrefix(d.Name, name) && len(name) >= len("河北"))
	})
}

// trimmedCode is the beginning that all codes within a division have.
func trimmedCode(code string) string {
	return strings.TrimSuffix(strings.TrimSuffix(code, "00"), "00")
}

// heldDivisions are the codes of the counties of which there are areas, of whatever layer.
func (p *Picture) heldDivisions() map[string]bool {
	out := map[string]bool{}
	for i := range p.layers {
		for _, v := range p.layers[i].areas {
			if len(v.Code) >= countyDigits {
				out[v.Code[:countyDigits]] = true
			}
		}
	}
	return out
}

// countyDigits are the digits of a code that name a county.
const countyDigits = 6
