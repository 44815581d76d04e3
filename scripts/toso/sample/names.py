"""Words that invented people, lanes and notes are made of. Combinations are random; nobody is meant."""

SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý")
MIDDLES = ("Văn", "Thị", "Đức", "Minh", "Thanh", "Quang", "Hữu", "Ngọc", "Xuân", "Thu", "Bá", "Kim", "Công", "Hồng")
GIVEN = (
    "An", "Bình", "Chinh", "Dung", "Đạt", "Giang", "Hà", "Hải", "Hạnh", "Hòa", "Huệ", "Hùng", "Hương", "Khoa", "Lan",
    "Liên", "Long", "Mai", "Mận", "Nam", "Nga", "Nhàn", "Oanh", "Phúc", "Quý", "Sơn", "Tâm", "Thảo", "Thủy", "Toàn",
    "Tuấn", "Tuyết", "Vân", "Vinh", "Xuyến", "Yến",
)
NOTES = ("Hẹn cuối tuần đến lại", "Người già neo đơn", "Cho thuê nhà", "Chưa có điện thoại thông minh", "Dùng chung wifi")
PLACES = ("Nhà văn hóa", "Sân đình", "Trường tiểu học", "Nhà tổ trưởng", "Chợ chiều", "Loa tổ dân phố")
SHOPS = ("Tạp hóa", "Quán phở", "Cắt tóc", "Vật liệu xây dựng", "Hợp tác xã rau", "Cơ khí", "May mặc", "Giống cây trồng")
TROUBLES = (
    "Nhiều cụ cao tuổi chưa có điện thoại thông minh.",
    "Sóng di động cuối ngõ yếu, cài ứng dụng rất chậm.",
    "Người dân ngại đưa thông tin lên mạng vì sợ lừa đảo.",
    "Một số hộ đi làm cả ngày, buổi tối mới gặp được.",
    "VNeID báo lỗi khi kích hoạt mức 2, phải lên công an phường.",
)
PROPOSALS = (
    "Đề nghị phường tổ chức một buổi hướng dẫn tập trung.",
    "Đề nghị nhà mạng kiểm tra sóng.",
    "Xin thêm tờ hướng dẫn in chữ to.",
    "Đề nghị hỗ trợ kinh phí in tờ rơi.",
)
# "Trần Thị Hồng", "Nguyễn Văn Hùng" … as an old TCVN3 font's bytes look in a Unicode sheet
OLD_FONT = ("TrÇn ThÞ Hång", "NguyÔn V¨n Hïng", "Ph¹m §øc C­êng", "Lª ThÞ Mü", "Vò Minh TuÊn")
MOBILE_HEADS = ("032", "033", "036", "038", "039", "070", "076", "079", "083", "085", "086", "090", "091", "097", "098")
