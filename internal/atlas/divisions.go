package atlas

import (
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
	}
	return out
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
