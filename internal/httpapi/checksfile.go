package httpapi

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"strconv"
	"strings"

	"github.com/paulmach/orb/geojson"
)

// exportChecks answers findings as a file.
func (s *Server) exportChecks(w http.ResponseWriter, r *http.Request, f string, list []checkedFinding) error {
	text, media, err := checksTable(list), "text/csv; charset=utf-8", error(nil)
	if f == "geojson" {
		media = geoJSONType
		text, err = checksPlaces(list)
	}
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", media)
	w.Header().Set("Content-Disposition", `attachment; filename="checks.`+f+`"`)
	s.write(w, r, text)
	return nil
}

var checkColumns = []string{"kind", "layer", "code", "name", "of", "of_code", "missing", "other", "count", "least", "most", "ends", "lon", "lat", "buildings"}

// findingRow is a finding as a row; a spreadsheet must not take a text for a formula.
func findingRow(f *checkedFinding) []string {
	lon, lat := "", ""
	if f.At != nil {
		lon, lat = strconv.FormatFloat(f.At[0], 'f', 7, 64), strconv.FormatFloat(f.At[1], 'f', 7, 64)
	}
	row := []string{f.Kind, f.Layer, f.Code, f.Name, f.Of, f.OfCode, strings.Join(f.Missing, " "), f.Other}
	for i, cell := range row {
		if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") || strings.HasPrefix(cell, "＝") || strings.HasPrefix(cell, "＋") || strings.HasPrefix(cell, "－") || strings.HasPrefix(cell, "＠") {
			row[i] = "'" + cell
		}
	}
	return append(row, strconv.FormatInt(f.Count, 10), asked(f.Least), asked(f.Most), f.Ends, lon, lat, asked(f.Buildings))
}

// asked is empty where nothing is asked.
func asked(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func checksTable(list []checkedFinding) []byte {
	var out bytes.Buffer
	w := csv.NewWriter(&out) // writing to memory never fails
	_ = w.Write(checkColumns)
	for i := range list {
		_ = w.Write(findingRow(&list[i]))
	}
	w.Flush()
	return out.Bytes()
}

// checksPlaces are the findings that lie somewhere.
func checksPlaces(list []checkedFinding) ([]byte, error) {
	fc := geojson.NewFeatureCollection()
	for i := range list {
		f := &list[i]
		if f.At == nil {
			continue
		}
		one := geojson.NewFeature(*f.At)
		one.Properties = geojson.Properties{
			"kind": f.Kind, "layer": f.Layer, "code": f.Code, "name": f.Name, "of": f.Of, "of_code": f.OfCode,
			"missing": strings.Join(f.Missing, " "), "other": f.Other, "count": f.Count, "least": f.Least, "most": f.Most, "ends": f.Ends,
		}
		fc.Append(one)
	}
	return fc.MarshalJSON()
}
