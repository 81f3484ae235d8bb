"""The words by which a name on another service is told, in English and Indonesian."""

from __future__ import annotations

from domain.firewall.wordlists import words

SERVICES = words(
    """
    instagram insta ig whatsapp watsapp whatsap wa telegram tele tg facebook fb tiktok twitter snapchat snap
    wechat weixin kakao kakaotalk viber skype messenger discord linkedin michat zalo threads line signal
    gmail ymail hotmail icloud
    """
)
AMBIGUOUS = words(
    """
    line signal snap messenger threads tele
    """
)
"""Words of other meanings: only with a name that no word looks like, or a sign that one follows."""
OWNING = words(
    """
    saya aku ku gue
    """
)
"""After the service; "my Telegram" says nothing yet."""
MARKING = words(
    """
    : = is id name nama namanya username named called as adalah handle it's its user
    """
)
CONNECTING = words(
    """
    my our - @ page hal account akun the me on by di in at ya itu yg yang kak to i'm i am under with dengan
    profile aja
    """
)
GIVING = words(
    """
    username user handle akun account nickname add follow dm inbox cari search find tambahkan i'm am nama
    namanya called as
    """
)
PLACES = words(
    """
    lobby lobi hotel villa vila home house studio spa reception resepsionis pool kolam gate gerbang kamar
    room rumah beach pantai airport bandara office kantor restaurant restoran cafe bar gym the entrance
    parking parkir resort apartment
    """
)
"""What people put behind an @ that means "at"."""
UNNAMED = words(
    """
    about account active again also always available back because before better blocked broken busy closed
    connected currently dead deleted different down empty error even ever fine free from full good gone have
    here hacked hang inactive just later like line long loading locked longer maybe messages more moving
    much network never nice nothing offline okay online only open other please private quite ready really
    same slow sometimes soon still stuck that then there these they this today tomorrow tonight very weak
    weird what when where which will with work working works yesterday your number message calls call chat
    chats story stories photos photo posts post page group groups post great strong terrible lost left right
    aktif baru baik belum besok bisa boleh buka cuma dulu error gangguan ganti hanya hilang hapus ilang
    jarang jelek jadi juga kakak kalau karena kena kemarin kosong lagi lama lambat lemot lewat lupa maaf
    masih mati memang mungkin nanti ngadat nggak nomor offline online pakai panjang penuh pernah private
    punya putus rusak sama sedang sekarang sendiri sering sibuk sini sudah susah tapi terus terkunci tidak
    tolong tutup udah yang ada saja ramai antreannya antrian antreannya pending terima kasih terlalu lebih
    studio keeps crashing crashes
    """
)
"""What is said of a service, and is nobody's name there."""
