package plan

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"github.com/redsail/redsail/internal/city"
)

// Write writes all buildings as a table (csv) or a layer of points (geojson), one after the other. It
// fails with what w fails with.
func (b *Buildings) Write(w io.Writer, form string) error {
	switch form {
	case "csv":
		return b.writeCSV(w)
	case "geojson":
		return b.writeGeoJSON(w)
	}
	return city.Errorf(city.Invalid, "unknown_value", "f: there is no form %.40q of a list of buildings; known are csv, geojson", form)
}

// ordinals name the columns of the nearest places.
var ordinals = [3]string{"nearest", "second", "third"}

func (b *Buildings) writeCSV(w io.Writer) error {
	head := []string{"code", "address", "lon", "lat", "households", "counted", "method", "covered"}
	for _, o := range ordinals {
		head = append(head, o, o+"_name", o+"_s", o+"_min")
	}
	head = append(head, "direction", "minutes", "at", "open_at", "kind", "profile", "speed_kmh", "policy", "revision", "data_date", "made_up", "sources")
	out := csv.NewWriter(w)
	err := out.Write(head)
	page, _ := b.Page("", 0)
	tail := page.tail()
	b.each("", func(r *BuildingRow) bool {
		cells := []string{r.Code, plainCell(r.Address), coordinate(r.Point[0]), coordinate(r.Point[1]), strconv.FormatInt(r.Households, 10), strconv.FormatBool(r.Counted), r.Method, strconv.FormatBool(r.Covered)}
		for i := range ordinals {
			if i < len(r.Nearest) {
				n := &r.Nearest[i]
				cells = append(cells, n.Code, plainCell(n.Name), strconv.Itoa(n.WalkS), strconv.FormatFloat(n.Minutes, 'f', 1, 64))
			} else {
				cells = append(cells, "", "", "", "")
			}
		}
		err = out.Write(append(cells, tail...))
		return err == nil
	})
	if err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}

// tail is what every row of a table says of what it rests on.
func (p *BuildingPage) tail() []string {
	openAt := ""
	if p.OpenAt != nil {
		openAt = *p.OpenAt
	}
	on := &p.Assumptions
	return []string{
		on.Direction, strconv.Itoa(p.Minutes), p.At, openAt, p.Kind, profileSaid(p.Profile), strconv.FormatFloat(on.SpeedKMH, 'f', -1, 64), strconv.FormatBool(len(p.Policy) > 0),
		strconv.FormatInt(p.Revision, 10), on.DataDate, strconv.FormatBool(on.MadeUp), plainCell(strings.Join(on.Sources, "; ")),
	}
}

func coordinate(v float64) string { return strconv.FormatFloat(v, 'f', 7, 64) }

func (b *Buildings) writeGeoJSON(w io.Writer) error {
	out := bufio.NewWriter(w)
	page, _ := b.Page("", 0)
	head, err := json.Marshal(map[string]any{
		"minutes": page.Minutes, "at": page.At, "open_at": page.OpenAt, "policy": page.Policy, "revision": page.Revision, "kind": page.Kind, "profile": profileSaid(page.Profile), "assumptions": page.Assumptions,
	})
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(out, `{"type":"FeatureCollection",%s,"features":[`, head[1:len(head)-1]); err != nil {
		return err
	}
	sep := "\n"
	b.each("", func(r *BuildingRow) bool {
		f := geojson.NewFeature(orb.Point(r.Point))
		f.Properties = geojson.Properties{"code": r.Code, "address": r.Address, "households": r.Households, "counted": r.Counted, "method": r.Method, "covered": r.Covered}
		for i, n := range r.Nearest {
			o := ordinals[i]
			f.Properties[o], f.Properties[o+"_name"], f.Properties[o+"_s"], f.Properties[o+"_min"] = n.Code, n.Name, n.WalkS, n.Minutes
		}
		var text []byte
		if text, err = json.Marshal(f); err == nil {
			_, err = fmt.Fprintf(out, "%s%s", sep, text)
		}
		sep = ",\n"
		return err == nil
	})
	if err != nil {
		return err
	}
	if _, err := out.WriteString("\n]}\n"); err != nil {
		return err
	}
	return out.Flush()
}
