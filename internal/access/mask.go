package access

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// compoundNames are family names of two characters (复姓).
var compoundNames = strings.Fields(`欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠
公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里
呼延 东郭 南门 羊舌 微生 左丘 东门 西门 第五 歐陽 司馬 東方 南宮 諸葛 尉遲 赫連 濮陽 公孫 鍾離 長孫 鮮于 拓跋 軒轅 東郭 南門 東門 西門`)

var isCompound = func() map[string]bool {
	out := make(map[string]bool, len(compoundNames))
	for _, name := range compoundNames {
		out[name] = true
	}
	return out
}()

// MaskName shows the family name of a Chinese name and a star for each other character, four at the
// most; of another name the first letter and one star. 张伟 → 张*, 欧阳娜娜 → 欧阳**, Anna Smith →
// A*; what is one character, or empty, is a star.
func MaskName(name string) string {
	name = strings.TrimSpace(name)
	count := utf8.RuneCountInString(name)
	if count < 2 {
		return "*"
	}
	first, size := utf8.DecodeRuneInString(name)
	if !unicode.Is(unicode.Han, first) {
		return string(first) + "*"
	}
	family := 1
	if count > 2 {
		if _, more := utf8.DecodeRuneInString(name[size:]); isCompound[name[:size+more]] {
			family, size = 2, size+more
		}
	}
	return name[:size] + "****"[:min(count-family, 4)]
}

// MaskPhone shows the first three and the last four digits of a mobile number, and less of shorter
// ones: 13812345678 → 138****5678, +86 138 1234 5678 → +86138****5678, 010-65432100 → 010****2100,
// 65432100 → ****00; of fewer than seven digits nothing. As many stars for each number.
func MaskPhone(phone string) string {
	var room [24]byte
	digits := room[:0]
	for i := range len(phone) {
		if phone[i] >= '0' && phone[i] <= '9' {
			digits = append(digits, phone[i])
		}
	}
	country := ""
	if strings.HasPrefix(strings.TrimSpace(phone), "+86") && len(digits) > 12 {
		country, digits = "+86", digits[2:]
	}
	n := len(digits)
	const stars = "****"
	switch {
	case n >= 10:
		return country + string(digits[:3]) + stars + string(digits[n-4:])
	case n >= 7:
		return country + stars + string(digits[n-2:])
	}
	return stars
}
