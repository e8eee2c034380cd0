package crs

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// The names under which offices and programs know the systems: 国家2000 39带, CGCS2000_3_Degree_GK_CM_117E, 高德.

// datumWords are those of whole systems in degrees, and how the system is named here. They stand as bare leaves them.
var datumWords = map[string]string{
	"wgs84": "wgs84", "wgs1984": "wgs84", "gcswgs1984": "wgs84", "gps": "wgs84", "crs84": "wgs84",
	"cgcs2000": "EPSG:4490", "2000国家": "EPSG:4490", "国家2000": "EPSG:4490", "大地2000": "EPSG:4490", "中国2000": "EPSG:4490",
	"gcschinageodeticcoordinatesystem2000": "EPSG:4490", "chinageodeticcoordinatesystem2000": "EPSG:4490", "天地图": "EPSG:4490",
	"gcj02": "gcj02", "gcj": "gcj02", "火星": "gcj02", "高德": "gcj02", "腾讯": "gcj02", "国测局": "gcj02",
	"bd09": "bd09", "bd": "bd09", "bd09ll": "bd09", "百度": "bd09",
	"webmercator": "EPSG:3857", "pseudomercator": "EPSG:3857", "wgs84pseudomercator": "EPSG:3857", "web墨卡托": "EPSG:3857",
}

var (
	// marks part the words of a name.
	marks = strings.NewReplacer(" ", "", "-", "", "_", "", "/", "", "(", "", ")", "", "（", "", "）", "", ",", "", "，", "", ":", "", "：", "", "–", "", "—", "")
	// tails say only that it is a system.
	tails = regexp.MustCompile(`(?:大地坐标系?|地理坐标系?|经纬度|坐标系统?|坐标|地图|datum)+$`)

	zoneForm = regexp.MustCompile(`^(?:cgcs2000|国家2000|大地2000|中国2000|2000国家)(?:大地)?(?:坐标系统?|坐标)?` +
		`(?:高斯(?:克吕格|克里格)?(?:投影)?|gausskr(?:u|ue|ü)ger|gk)?(?:平面(?:直角)?(?:坐标系?)?)?` +
		`(?:(3|6|三|六)(?:度分带|度带|度|°带|°|degree))?(?:高斯(?:克吕格|克里格)?(?:投影)?|gausskr(?:u|ue|ü)ger|gk)?(?:平面(?:直角)?(?:坐标系?)?)?` +
		`(?:第?([0-9]{2})(?:号|度)?带|(?:带号|zone)([0-9]{2})|(?:cm|中央(?:经线|子午线)(?:为|是)?(?:东经)?)([0-9]{2,3})(?:e|度|°)?)$`)
	utmForm  = regexp.MustCompile(`^(?:wgs84|wgs1984)?utm(?:zone)?([0-9]{1,2})([ns])$`)
	oldNames = map[string]*regexp.Regexp{
		"Beijing 1954": regexp.MustCompile(`(?:北京|beijing|bj)(?:19)?54|(?:19)?54年?(?:北京|beijing)`),
		"Xian 1980":    regexp.MustCompile(`(?:西安|xi'?an)(?:19)?80|(?:19)?80年?(?:西安|xi'?an)`),
	}
	ownGrid = regexp.MustCompile(`城建|城市|独立|地方|工程|相对|假定`)
)

// byWords finds a system by such a name; the error says why one that is recognised is not known here, and both
// are nil where the name is none of these.
func byWords(lower string) (System, error) {
	bare := marks.Replace(plain(lower))
	if name := datumWords[bare]; name != "" {
		return Parse(name)
	}
	if name := datumWords[tails.ReplaceAllString(bare, "")]; name != "" {
		return Parse(name)
	}
	if m := utmForm.FindStringSubmatch(bare); m != nil {
		return Parse("EPSG:32" + map[string]string{"n": "6", "s": "7"}[m[2]] + fmt.Sprintf("%02s", m[1]))
	}
	if m := zoneForm.FindStringSubmatch(bare); m != nil {
		return gaussZone(lower, m)
	}
	for datum, form := range oldNames {
		if form.MatchString(bare) {
			return nil, unknown(fmt.Sprintf("%s is on the datum %s, which needs the local parameters of its city; convert the file to CGCS2000 first", clip(lower), datum))
		}
	}
	if ownGrid.MatchString(bare) && strings.Contains(bare, "坐标") {
		return nil, unknown(fmt.Sprintf("%s is a grid of its own, of which the parameters are not published: give tm:… with them, or tie the file by control points", clip(lower)))
	}
	return nil, nil
}

// plain writes wide digits, letters and marks as plain ones.
func plain(text string) string {
	return strings.Map(func(c rune) rune {
		if 0xff01 <= c && c <= 0xff5e {
			return c - 0xfee0
		}
		return c
	}, text)
}

// gaussZone is the zone that a name says: by its number, which then stands before the eastings, or by its central
// meridian, without.
func gaussZone(name string, m []string) (System, error) {
	width := map[string]int{"3": 3, "三": 3, "6": 6, "六": 6}[m[1]]
	if m[4] != "" {
		lon, err := strconv.Atoi(m[4])
		if err != nil || lon < 75 || lon > 135 || lon%3 != 0 || width == 6 && lon%6 != 3 {
			return nil, unknown(fmt.Sprintf("%s: no zone of CGCS2000 has this central meridian; they go by 3° from 75 to 135", clip(name)))
		}
		return Parse(fmt.Sprintf("EPSG:%d", 4534+lon/3-25))
	}
	zone, err := strconv.Atoi(m[2] + m[3])
	switch {
	case err != nil:
	case 25 <= zone && zone <= 45 && width != 6:
		return Parse(fmt.Sprintf("EPSG:%d", 4488+zone))
	case 13 <= zone && zone <= 23 && width != 3:
		return Parse(fmt.Sprintf("EPSG:%d", 4478+zone))
	}
	return nil, unknown(fmt.Sprintf("%s: CGCS2000 has no such zone; those of 3° are 25 to 45, those of 6° 13 to 23", clip(name)))
}
