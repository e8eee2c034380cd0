package atlas

import (
	"math"
	"slices"
	"strconv"
	"unicode/utf8"
)

// AppendJSON appends the reply as encoding/json writes it without escapes for HTML: that was
// what a single question over HTTP cost most.
func (r *Reply) AppendJSON(dst []byte) []byte {
	dst = appendNumber(append(dst, `{"point":{"lon":`...), r.Point.Lon)
	dst = appendNumber(append(dst, `,"lat":`...), r.Point.Lat)
	dst = appendString(append(dst, `,"crs":`...), r.Point.CRS)
	dst = appendString(append(dst, `},"at":`...), r.At)
	dst = strconv.AppendInt(append(dst, `,"revision":`...), r.Revision, 10)
	if r.Areas != nil {
		dst = appendList(append(dst, `,"areas":`...), r.Areas, appendArea)
	}
	if r.Border != (Border{}) {
		dst = r.Border.appendJSON(append(dst, `,"border":`...))
	}
	if r.Stations != nil {
		dst = appendList(append(dst, `,"stations":`...), r.Stations, appendStation)
	}
	if r.Coverage != (Coverage{}) {
		dst = r.Coverage.appendJSON(append(dst, `,"coverage":`...))
	}
	if r.Posts != nil {
		dst = appendList(append(dst, `,"posts":`...), r.Posts, appendPost)
	}
	if r.Duty != nil {
		dst = appendMaybe(append(dst, `,"duty":{"on_duty":`...), r.Duty.OnDuty)
		dst = append(appendSaid(dst, `,"next":`, r.Duty.Next), '}')
	}
	if len(r.NearestGrids) > 0 {
		dst = appendList(append(dst, `,"nearest_grids":`...), r.NearestGrids, appendNear)
	}
	return append(dst, '}')
}

func appendArea(dst []byte, a *AreaAnswer) []byte {
	dst = appendString(append(dst, `{"layer":`...), a.Layer)
	dst = appendString(append(dst, `,"code":`...), a.Code)
	dst = appendString(append(dst, `,"name":`...), a.Name)
	if a.NameEn != "" {
		dst = appendString(append(dst, `,"name_en":`...), a.NameEn)
	}
	dst = appendString(append(dst, `,"parent":`...), a.Parent)
	dst = strconv.AppendBool(append(dst, `,"agrees":`...), a.Agrees)
	if len(a.Contested) > 0 {
		dst = appendList(append(dst, `,"contested":`...), a.Contested, func(dst []byte, code *string) []byte { return appendString(dst, *code) })
	}
	return append(dst, '}')
}

func appendPost(dst []byte, a *PostAnswer) []byte {
	dst = appendString(append(dst, `{"role":`...), a.Role)
	dst = appendString(append(dst, `,"role_name":{"zh":`...), a.RoleName.Zh)
	dst = appendString(append(dst, `,"en":`...), a.RoleName.En)
	dst = appendSaid(append(dst, '}'), `,"specialty":`, a.Specialty)
	dst = appendString(append(dst, `,"layer":`...), a.Layer)
	dst = appendString(append(dst, `,"area":`...), a.Area)
	dst = appendString(append(dst, `,"area_name":`...), a.AreaName)
	dst = appendSaid(dst, `,"area_name_en":`, a.AreaNameEn)
	dst = appendSaid(dst, `,"form":`, a.Form)
	dst = appendString(append(dst, `,"level":`...), string(a.Level))
	dst = appendMaybe(append(dst, `,"on_duty":`...), a.OnDuty)
	for _, flag := range []struct {
		name string
		on   bool
	}{{`,"vacant":true`, a.Vacant}, {`,"acting":true`, a.Acting}, {`,"stand_in":true`, a.StandIn}, {`,"fallback":true`, a.Fallback}} {
		if flag.on {
			dst = append(dst, flag.name...)
		}
	}
	dst = appendString(append(dst, `,"phone":`...), a.Phone)
	return append(appendSaid(dst, `,"next":`, a.Next), '}')
}

// appendMaybe appends true, false or null.
func appendMaybe(dst []byte, v *bool) []byte {
	if v == nil {
		return append(dst, "null"...)
	}
	return strconv.AppendBool(dst, *v)
}

// appendSaid appends a field that is left out when empty.
func appendSaid(dst []byte, name, text string) []byte {
	if text == "" {
		return dst
	}
	return appendString(append(dst, name...), text)
}

func appendNear(dst []byte, a *NearArea) []byte {
	dst = appendString(append(dst, `{"layer":`...), a.Layer)
	dst = appendString(append(dst, `,"code":`...), a.Code)
	dst = appendString(append(dst, `,"name":`...), a.Name)
	return append(appendNumber(append(dst, `,"distance_m":`...), a.DistanceM), '}')
}

func appendStation(dst []byte, a *StationAnswer) []byte {
	dst = appendString(append(dst, `{"kind":`...), a.Kind)
	dst = appendString(append(dst, `,"code":`...), a.Code)
	dst = appendString(append(dst, `,"name":`...), a.Name)
	if a.NameEn != "" {
		dst = appendString(append(dst, `,"name_en":`...), a.NameEn)
	}
	dst = strconv.AppendInt(append(dst, `,"walk_s":`...), int64(a.WalkS), 10)
	dst = strconv.AppendInt(append(dst, `,"distance_m":`...), int64(a.DistanceM), 10)
	dst = appendMaybe(append(dst, `,"open":`...), a.Open)
	dst = appendString(append(dst, `,"method":`...), a.Method)
	dst = appendNumber(append(dst, `,"point":[`...), a.Point[0])
	dst = appendNumber(append(dst, ','), a.Point[1])
	return append(dst, "]}"...)
}

func (b Border) appendJSON(dst []byte) []byte {
	if b.BorderAnswer == nil {
		return append(dst, "null"...)
	}
	dst = appendNumber(append(dst, `{"distance_m":`...), b.DistanceM)
	dst = appendString(append(dst, `,"layer":`...), b.Layer)
	if dst = append(dst, `,"neighbour":`...); b.Neighbour == nil {
		dst = append(dst, "null"...)
	} else {
		dst = appendString(dst, *b.Neighbour)
	}
	return append(strconv.AppendBool(append(dst, `,"doubtful":`...), b.Doubtful), '}')
}

func (c Coverage) appendJSON(dst []byte) []byte {
	if c.CoverageAnswer == nil {
		return append(dst, "null"...)
	}
	dst = strconv.AppendBool(append(dst, `{"within_10_min":`...), c.Within10Min)
	dst = appendString(append(dst, `,"method":`...), c.Method)
	return append(strconv.AppendBool(append(dst, `,"doubtful":`...), c.Doubtful), '}')
}

func appendList[T any](dst []byte, list []T, one func([]byte, *T) []byte) []byte {
	dst = append(dst, '[')
	for i := range list {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = one(dst, &list[i])
	}
	return append(dst, ']')
}

// plainByte is true of the bytes that need no look: ASCII that JSON does not escape.
var plainByte = func() (plain [256]bool) {
	for c := ' '; c < utf8.RuneSelf; c++ {
		plain[c] = c != '"' && c != '\\'
	}
	return plain
}()

// appendString writes a string; what must be escaped is left to encoding/json.
func appendString(dst []byte, text string) []byte {
	i := 0
	for i < len(text) && plainByte[text[i]] {
		i++
	}
	if i < len(text) && !plainRunes(text[i:]) {
		return appendJSON(dst, text)
	}
	return append(append(append(dst, '"'), text...), '"')
}

// plainRunes is true of text beyond ASCII that JSON does not escape either.
func plainRunes(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < utf8.RuneSelf && !plainByte[c] || c == 0xe2 { // U+2028 and U+2029 begin so
			return false
		}
	}
	return utf8.ValidString(text)
}

// appendNumber writes a finite number: in digits but for the very small and the very large.
func appendNumber(dst []byte, v float64) []byte {
	if a := math.Abs(v); a == 0 || a >= 1e-6 && a < 1e21 {
		return strconv.AppendFloat(dst, v, 'f', -1, 64)
	}
	dst = strconv.AppendFloat(dst, v, 'e', -1, 64)
	if n := len(dst); n >= 4 && dst[n-4] == 'e' && (dst[n-3] == '-' || dst[n-3] == '+') && dst[n-2] == '0' {
		dst = slices.Delete(dst, n-2, n-1) // e-09 becomes e-9
	}
	return dst
}
