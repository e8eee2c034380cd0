package atlas

import (
	"bytes"
	"encoding/csv"
	"strings"
	"sync"

	"github.com/redsail/redsail/data"
	"github.com/redsail/redsail/internal/atlas/address"
)

// division is a row of the table of divisions: code of six digits and name.
type division struct{ code, name string }

// divisions are the provinces, cities and counties of the mainland, in the order of codes.
var divisions = sync.OnceValues(func() ([]division, error) {
	rows, err := csv.NewReader(bytes.NewReader(data.Divisions())).ReadAll()
	if err != nil {
		return nil, err
	}
	out := make([]division, 0, len(rows))
	for _, r := range rows[1:] {
		out = append(out, division{r[0], r[1]})
	}
	return out, nil
})

// elsewhere are the divisions that an address may name and the city does not hold: other cities and their
// counties, and those of its own of which nothing is there. A city that holds none of its counties, or that
// is in no table, has none of its own.
func (p *Picture) elsewhere() ([]address.Other, error) {
	table, err := divisions()
	if err != nil {
		return nil, err
	}
	own, held := trimmedCode(p.Scheme.City), p.heldDivisions()
	any := false
	for _, d := range table {
		any = any || own != "" && d.code != p.Scheme.City && strings.HasPrefix(d.code, own) && held[d.code]
	}
	var out []address.Other
	for _, d := range table {
		mine := own != "" && strings.HasPrefix(d.code, own)
		if strings.HasSuffix(d.code, "0000") && !municipality[d.code] || held[d.code] || mine && (!any || d.code == p.Scheme.City) {
			continue
		}
		over := own != "" && strings.HasPrefix(own, trimmedCode(d.code))
		out = append(out, address.Other{Name: d.name, Own: mine, Over: over})
	}
	return out, nil
}

// municipality are the codes of the provinces that are cities.
var municipality = map[string]bool{"110000": true, "120000": true, "310000": true, "500000": true}

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
