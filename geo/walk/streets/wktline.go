package streets

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
)

// maxCode is the longest code that a line may have, in bytes.
const maxCode = 64

// lineString reads "LINESTRING (x y, x y …)"; a third number of a position is dropped.
func lineString(s string, most int) (orb.LineString, error) {
	s = strings.TrimSpace(s)
	head, rest, found := strings.Cut(s, "(")
	words := strings.Fields(strings.ToUpper(head))
	if !found || len(words) == 0 || words[0] != "LINESTRING" || len(words) > 2 || !strings.HasSuffix(rest, ")") {
		return nil, fmt.Errorf("%.40q is no LINESTRING", s)
	}
	var out orb.LineString
	for text := range strings.SplitSeq(rest[:len(rest)-1], ",") {
		if len(out) >= most {
			return nil, fmt.Errorf("more than %d vertices", most)
		}
		numbers := strings.Fields(text)
		if len(numbers) < 2 || len(numbers) > 4 {
			return nil, fmt.Errorf("%.40q is no position", text)
		}
		var p orb.Point
		for i := range p {
			v, err := strconv.ParseFloat(numbers[i], 64)
			if err != nil || !finite(v) {
				return nil, fmt.Errorf("%.40q is no number", numbers[i])
			}
			p[i] = v
		}
		out = append(out, p)
	}
	if len(out) < 2 {
		return nil, errors.New("a line needs two positions")
	}
	return out, nil
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// clip shortens a text of the file for a message.
func clip(s string) string {
	const most = 64
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
